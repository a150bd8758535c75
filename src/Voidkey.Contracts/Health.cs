namespace Voidkey.Contracts;

/// <summary>The answer to <c>GET /health</c>, always with status 200: the process lives. Also that to <c>GET /health/ready</c>, with 200 or 503.</summary>
/// <param name="Status"><c>ok</c>, or <c>degraded</c> when a check says so. Of <c>/health/ready</c>: <c>ok</c>, <c>starting</c> or <c>draining</c>.</param>
/// <param name="Timestamp">Now, UTC.</param>
/// <param name="Version">The server's version.</param>
/// <param name="Uptime">Seconds since start.</param>
/// <param name="Checks">What <paramref name="Status"/> was made of. No check calls anybody: each says what was last seen.</param>
public sealed record Health(string Status, DateTimeOffset Timestamp, string Version, double Uptime, HealthChecks Checks);

/// <summary>The answer to <c>GET /health/live</c>: the process answers.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
public sealed record Liveness(string Status);

/// <summary>Each is <c>ok</c>, <c>degraded</c>, or <c>unknown</c> while nothing has been tried yet.</summary>
/// <param name="ReplayStore">Absent where no use of a token is counted.</param>
public sealed record HealthChecks(string Configuration, string IdentityProviders, string BrokerIdentity, string Audit, string? ReplayStore = null);
