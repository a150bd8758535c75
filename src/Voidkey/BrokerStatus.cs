namespace Voidkey;

/// <summary>How a broker is, for those who run it. Nobody was asked to find out, and nothing of it names a caller or is secret.</summary>
/// <param name="At">When it was looked, UTC.</param>
/// <param name="StartedAt">When the broker was started.</param>
/// <param name="Configuration">The hash of the configuration in force.</param>
/// <param name="LoadedAt">When it was put in force.</param>
/// <param name="RefusedReloads">How many reloads in a row were refused since; 0: what is in the files is in force.</param>
/// <param name="Operators">How many entries <c>operators</c> has.</param>
/// <param name="IsReplayStoreHealthy">Null where no use of a token is counted, or before it is known.</param>
public sealed record BrokerStatus(
    DateTimeOffset At,
    DateTimeOffset StartedAt,
    string Configuration,
    DateTimeOffset LoadedAt,
    long RefusedReloads,
    int Operators,
    IReadOnlyList<IdpStatus> ClientIdps,
    IReadOnlyList<BrokerTokenStatus> BrokerTokens,
    IReadOnlyList<AccessProviderStatus> AccessProviders,
    IReadOnlyList<AuditSinkStatus> AuditSinks,
    bool? IsReplayStoreHealthy);

/// <summary>A client IdP and its keys.</summary>
/// <param name="Type">The preset or the custom type; else <c>oidc</c>.</param>
/// <param name="Keys">How many usable keys are at hand; null: it is no provider whose keys we hold.</param>
/// <param name="Age">How long ago they were fetched; null: nobody fetches them, or none came yet.</param>
/// <param name="IsStale">True where they are older than they should be, and serve because no newer ones can be had.</param>
/// <param name="Fetched">How many fetches gave keys.</param>
/// <param name="Failed">How many gave none.</param>
/// <param name="Fault">Why the last one failed; null: it did not.</param>
public sealed record IdpStatus(string Name, string Issuer, string Type, int? Keys, TimeSpan? Age, bool IsStale, long Fetched, long Failed, string? Fault);

/// <summary>The broker's own token for one audience.</summary>
/// <param name="ExpiresAt">When the token at hand expires; null: there is none.</param>
/// <param name="Fetched">How many fetches gave a token.</param>
/// <param name="Failed">How many gave none.</param>
/// <param name="Fault">Why the last one failed; null: it did not.</param>
public sealed record BrokerTokenStatus(string Audience, DateTimeOffset? ExpiresAt, long Fetched, long Failed, string? Fault);

/// <summary>An access provider.</summary>
/// <param name="Type">Its type, as it is written.</param>
/// <param name="Keys">How many keys are minted there.</param>
/// <param name="UnderWay">How many mints are under way there.</param>
/// <param name="Most">How many there may be; null: as many as come.</param>
public sealed record AccessProviderStatus(string Name, string Type, int Keys, int UnderWay, int? Most);

/// <summary>An audit sink and where its chain is.</summary>
/// <param name="Name">For example <c>file:/var/log/voidkey/audit.jsonl</c>.</param>
/// <param name="Fault">Why it does not accept records; null: it does.</param>
/// <param name="Chain">The chain's id; null: it has none.</param>
/// <param name="Sequence">The place of its last record, 0 before the first.</param>
/// <param name="SignedTo">The place of the last signed one; 0: none is.</param>
public sealed record AuditSinkStatus(string Name, string? Fault, string? Chain, long Sequence, long SignedTo);
