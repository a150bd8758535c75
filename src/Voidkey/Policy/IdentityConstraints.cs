using System.Net;
using Voidkey.Diagnostics;
using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>When and from where an identity may be used.</summary>
/// <param name="ValidFrom">Not before this moment; null: no beginning.</param>
/// <param name="ValidUntil">Before this moment; null: no end.</param>
/// <param name="SourceIps">From one of these networks; null: from anywhere.</param>
internal sealed record IdentityConstraints(DateTimeOffset? ValidFrom, DateTimeOffset? ValidUntil, IReadOnlyList<IPNetwork>? SourceIps)
{
    public static IdentityConstraints None { get; } = new(null, null, null);

    /// <summary>What must hold, all of it.</summary>
    public IEnumerable<ICondition> Conditions()
    {
        if (ValidFrom is { } from) yield return new NotBefore(from);
        if (ValidUntil is { } until) yield return new Before(until);
        if (SourceIps is { } networks) yield return new ComesFrom(networks);
    }

    private sealed record NotBefore(DateTimeOffset Moment) : ICondition
    {
        public string Name => "constraints.validFrom";

        public string Wanted => $"from {Timestamps.Milliseconds(Moment)}";

        public bool Holds(Principal caller, Circumstances at) => at.Now >= Moment;

        public string Got(Principal caller, Circumstances at) => Timestamps.Milliseconds(at.Now);
    }

    private sealed record Before(DateTimeOffset Moment) : ICondition
    {
        public string Name => "constraints.validUntil";

        public string Wanted => $"before {Timestamps.Milliseconds(Moment)}";

        public bool Holds(Principal caller, Circumstances at) => at.Now < Moment;

        public string Got(Principal caller, Circumstances at) => Timestamps.Milliseconds(at.Now);
    }

    private sealed record ComesFrom(IReadOnlyList<IPNetwork> Networks) : ICondition
    {
        public string Name => "constraints.sourceIps";

        public string Wanted => Networks.Count == 1 ? $"{Networks[0]}" : $"[{string.Join(", ", Networks)}]";

        public bool Holds(Principal caller, Circumstances at) => at.Address is { } address && Networks.Any(network => network.Contains(address));

        public string? Got(Principal caller, Circumstances at) => at.Address?.ToString();
    }
}

/// <summary>What a decision depends on beside the token.</summary>
/// <param name="Address">Where the caller comes from, an IPv4 address as such; null where it is not known.</param>
internal readonly record struct Circumstances(DateTimeOffset Now, IPAddress? Address)
{
    public static Circumstances Of(RequestOrigin origin, DateTimeOffset now) => At(now, IPAddress.TryParse(origin.ClientAddress, out var address) ? address : null);

    /// <param name="address">An IPv4 address in whichever form.</param>
    public static Circumstances At(DateTimeOffset now, IPAddress? address) => new(now, address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address);
}
