namespace Voidkey.Server.Tests.Verbs;

/// <summary>A clock that always says the same.</summary>
internal sealed class Standstill(DateTimeOffset moment) : TimeProvider
{
    public static TimeProvider June { get; } = new Standstill(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));

    public override DateTimeOffset GetUtcNow() => moment;
}
