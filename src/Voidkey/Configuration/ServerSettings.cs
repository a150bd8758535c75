using System.Net;
using Voidkey.Audit;
using Voidkey.Diagnostics;
using Voidkey.Identity;
using Voidkey.Limits;

namespace Voidkey.Configuration;

/// <summary>The sections around the broker.</summary>
/// <param name="Urls">Where to listen (a change needs a restart), before anything that the command line or the environment says; empty: not said here.</param>
/// <param name="MaxKeys">How many keys one request may name, 1–100.</param>
/// <param name="AuditSinks">Where decisions are recorded, at least one.</param>
/// <param name="LogLevels">The least severe messages that are logged.</param>
/// <param name="LogFormat"><c>json</c>, <c>text</c>, or <c>auto</c>: text on a terminal.</param>
public sealed record ServerSettings(IReadOnlyList<string> Urls, int MaxKeys, IReadOnlyList<AuditSinkSettings> AuditSinks, LogLevels LogLevels, string LogFormat)
{
    /// <summary>The most that <see cref="MaxKeys"/> may be.</summary>
    public const int MostKeys = 100;

    /// <summary>How much callers, addresses and clouds may take.</summary>
    public LimitSettings Limits { get; init; } = LimitSettings.None;

    /// <summary>From where <c>X-Forwarded-For</c> is believed (a change needs a restart); empty: from nowhere.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Where health and metrics are answered (a change needs a restart), instead of beside the mints; empty: there is no such place.</summary>
    public IReadOnlyList<string> ManagementUrls { get; init; } = [];

    /// <summary>How the listener proves who it is (a change needs a restart, another content of the files none); null: it does not.</summary>
    public ListenerTls? Tls { get; init; }

    /// <summary>How long after SIGTERM requests are still taken, 0–60 s; readiness says no meanwhile.</summary>
    public TimeSpan DrainDelay { get; init; }

    /// <summary>The claims of a caller that are recorded with a decision about him.</summary>
    internal IReadOnlyList<ClaimPath> AuditedClaims { get; init; } = [];

    /// <summary>What stands for callers in the record; null: they are named.</summary>
    internal Pseudonyms? AuditPseudonyms { get; init; }

    /// <summary>Who signs the record; null: nobody.</summary>
    internal RecordSigner? AuditSigner { get; init; }

    /// <summary>Whether <c>/metrics</c> says what was measured.</summary>
    public bool Prometheus { get; init; }

    /// <summary>Where spans and metrics are sent; null: nowhere.</summary>
    public OtlpSettings? Otlp { get; init; }
}

/// <param name="Path">The file; null: standard output, or a webhook.</param>
/// <param name="Timeout">How long a grant waits for the sink.</param>
public sealed record AuditSinkSettings(string? Path, TimeSpan Timeout)
{
    /// <summary>How long a grant waits for a sink that says nothing about it.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Where records are posted to; null: they are written.</summary>
    internal Webhook? Webhook { get; init; }

    /// <summary>When a file is put aside for a new one; null: never.</summary>
    internal FileRotation? Rotation { get; init; }
}

/// <summary>The least severe messages of each category that are logged: <c>debug</c>, <c>info</c>, <c>warn</c>, <c>error</c>.</summary>
/// <param name="Broker">What the broker says: keys, tokens, decisions, records, reloads.</param>
/// <param name="Server">What the server and the platform below it say.</param>
/// <param name="Requests">One line for each request, on <c>info</c>; for probes on <c>debug</c>.</param>
public sealed record LogLevels(string Broker, string Server, string Requests);
