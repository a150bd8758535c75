using Xunit;

namespace Voidkey.Tests.Support;

/// <summary>What every test takes for granted.</summary>
public static class The
{
    public const string Idp = "ci";
    public const string Issuer = "https://ci.example.test";
    public const string Audience = "voidkey";
    public const string Subject = "repo:example-org/app:ref:refs/heads/main";

    public static readonly DateTimeOffset Moment = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static long Second => Moment.ToUnixTimeSeconds();

    public static CancellationToken Limit => TestContext.Current.CancellationToken;
}
