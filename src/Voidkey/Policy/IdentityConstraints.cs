using System.Net;

namespace Voidkey.Policy;

/// <summary>When and from where an identity may be used.</summary>
/// <param name="ValidFrom">Not before this moment; null: no beginning.</param>
/// <param name="ValidUntil">Before this moment; null: no end.</param>
/// <param name="SourceIps">From one of these networks; null: from anywhere.</param>
internal sealed record IdentityConstraints(DateTimeOffset? ValidFrom, DateTimeOffset? ValidUntil, IReadOnlyList<IPNetwork>? SourceIps)
{
    public static IdentityConstraints None { get; } = new(null, null, null);

    public bool Hold(Circumstances at)
    {
        if (ValidFrom is { } from && at.Now < from) return false;
        if (ValidUntil is { } until && at.Now >= until) return false;
        return SourceIps is null || (at.Address is { } address && SourceIps.Any(network => network.Contains(address)));
    }
}

/// <summary>What a decision depends on beside the token.</summary>
/// <param name="Address">Where the caller comes from, an IPv4 address as such; null where it is not known.</param>
internal readonly record struct Circumstances(DateTimeOffset Now, IPAddress? Address)
{
    public static Circumstances Of(RequestOrigin origin, DateTimeOffset now) =>
        new(now, IPAddress.TryParse(origin.ClientAddress, out var address) ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : null);
}
