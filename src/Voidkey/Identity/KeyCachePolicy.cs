namespace Voidkey.Identity;

/// <param name="FreshFor">How long a set is used without asking again.</param>
/// <param name="StaleFor">How much longer it is used while it cannot be had anew.</param>
internal sealed record KeyCachePolicy(TimeSpan FreshFor, TimeSpan StaleFor)
{
    public static KeyCachePolicy Default { get; } = new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(1));

    /// <summary>A file is looked at once a second at most, by the requests themselves. A bad version does not end what was in force before it, ever.</summary>
    public static KeyCachePolicy OfFile { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(100_000)) { Cooldown = TimeSpan.FromSeconds(1) };

    /// <summary>How often an unknown <c>kid</c> may cause another look.</summary>
    public TimeSpan Cooldown { get; private init; } = TimeSpan.FromSeconds(30);
}
