namespace Voidkey.Contracts;

/// <summary>The answer to <c>GET /v1/admin/status</c>: how this instance is. Nobody was asked to find out, and nothing of it names a caller or is secret.</summary>
/// <param name="State">As <c>/health/ready</c> has it: <c>ok</c>, <c>starting</c> or <c>draining</c>.</param>
/// <param name="Version">The server's version.</param>
/// <param name="At">When it was looked, UTC.</param>
/// <param name="StartedAt">When the process began to serve.</param>
/// <param name="Idps">The client IdPs in the order of the configuration.</param>
/// <param name="BrokerTokens">The broker's own tokens, by audience.</param>
/// <param name="Providers">The access providers in the order of the configuration.</param>
/// <param name="AuditSinks">Where records go.</param>
/// <param name="ReplayStore"><c>ok</c> or <c>degraded</c>, <c>unknown</c> before anything was tried; left out where no use of a token is counted.</param>
public sealed record AdminStatus(
    string State,
    string Version,
    DateTimeOffset At,
    DateTimeOffset StartedAt,
    AdminConfiguration Configuration,
    IReadOnlyList<AdminIdp> Idps,
    IReadOnlyList<AdminBrokerToken> BrokerTokens,
    IReadOnlyList<AdminProvider> Providers,
    IReadOnlyList<AdminAuditSink> AuditSinks,
    AdminLimits Limits,
    string? ReplayStore = null);

/// <param name="Hash">Names the configuration in force.</param>
/// <param name="LoadedAt">When it was put in force.</param>
/// <param name="RefusedReloads">How many reloads in a row were refused since; 0: what is in the files is in force.</param>
/// <param name="Operators">How many entries <c>operators</c> has.</param>
/// <param name="Files">The files that were read last: those of the configuration, and what it names; the first 100.</param>
/// <param name="LastReload">What came of the last reload; left out where there was none since the start.</param>
public sealed record AdminConfiguration(string Hash, DateTimeOffset LoadedAt, long RefusedReloads, int Operators, IReadOnlyList<string> Files, AdminReload? LastReload = null);

/// <param name="Type">The preset or the custom type; else <c>oidc</c>.</param>
/// <param name="Stale">True where its keys are older than they should be, and serve because no newer ones can be had.</param>
/// <param name="Fetched">How many fetches gave keys.</param>
/// <param name="Failed">How many gave none.</param>
/// <param name="Keys">How many usable keys are at hand; left out where the broker holds none of this provider.</param>
/// <param name="KeysFetchedAt">When they were; left out where nobody fetches them, or none came yet.</param>
/// <param name="Fault">Why the last fetch failed; left out where it did not.</param>
public sealed record AdminIdp(
    string Name, string Issuer, string Type, bool Stale, long Fetched, long Failed, int? Keys = null, DateTimeOffset? KeysFetchedAt = null, string? Fault = null);

/// <param name="Audience">Who the token is for.</param>
/// <param name="Fetched">How many fetches gave a token.</param>
/// <param name="Failed">How many gave none.</param>
/// <param name="ExpiresAt">When the token at hand expires; left out where there is none.</param>
/// <param name="Fault">Why the last fetch failed; left out where it did not.</param>
public sealed record AdminBrokerToken(string Audience, long Fetched, long Failed, DateTimeOffset? ExpiresAt = null, string? Fault = null);

/// <param name="Type">Its type, as it is written.</param>
/// <param name="Keys">How many keys are minted there.</param>
/// <param name="UnderWay">How many mints are under way there.</param>
/// <param name="Most">How many there may be; left out: as many as come.</param>
public sealed record AdminProvider(string Name, string Type, int Keys, int UnderWay, int? Most = null);

/// <param name="Name">For example <c>file:/var/log/voidkey/audit.jsonl</c>.</param>
/// <param name="Sequence">The place of its last record in its chain.</param>
/// <param name="SignedTo">The place of the last signed one; 0: none is.</param>
/// <param name="Chain">The chain's id.</param>
/// <param name="Fault">Why it does not accept records; left out where it does.</param>
public sealed record AdminAuditSink(string Name, long Sequence, long SignedTo, string? Chain = null, string? Fault = null);

/// <param name="MaxKeys">How many keys one request may name.</param>
/// <param name="PerSubject">Mints of one subject; left out: not limited.</param>
/// <param name="PerIp">Failures of one address; left out: not limited.</param>
/// <param name="PerProviderConcurrency">Mints under way at one access provider; left out: not limited.</param>
public sealed record AdminLimits(int MaxKeys, AdminWindow? PerSubject = null, AdminWindow? PerIp = null, int? PerProviderConcurrency = null);

/// <param name="Permits">So many,</param>
/// <param name="WindowSeconds">in so much time.</param>
public sealed record AdminWindow(int Permits, int WindowSeconds);
