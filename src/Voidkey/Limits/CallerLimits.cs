using System.Net;

namespace Voidkey.Limits;

/// <summary>What callers have used of their limits, at this instance and across reloads.</summary>
public sealed class CallerLimits
{
    private readonly WindowCounter<(string Idp, string Subject)> _subjects;
    private readonly WindowCounter<IPAddress> _addresses;

    internal CallerLimits(TimeProvider time) => (_subjects, _addresses) = (new(time), new(time));

    /// <summary>Says whether requests from this address are refused unread for now, since too many from there were not those of a verified caller.</summary>
    /// <param name="address">Null where it is not known; such requests are not limited.</param>
    /// <returns>What to answer; null where there is nothing against it.</returns>
    public BrokerError? Against(IPAddress? address, LimitSettings limits)
    {
        if (address is null || limits.Addresses is not { } limit) return null;
        var use = _addresses.Look(PartOf(address), limit);
        return use.IsSpent ? BrokerError.TooMany("address", limit, use.Rest) : null;
    }

    /// <summary>Counts a failure of a caller that was not verified.</summary>
    /// <returns>True for the one that used up the limit: from now on requests are refused.</returns>
    public bool CountFailure(IPAddress? address, LimitSettings limits)
    {
        if (address is null || limits.Addresses is not { } limit) return false;
        return _addresses.Count(PartOf(address), limit).Count == limit.Permits;
    }

    internal WindowUse CountMint(string idp, string subject, LimitSettings limits) =>
        limits.Subjects is { } limit ? _subjects.Count((idp, subject), limit) : WindowUse.Unlimited;

    /// <summary>What one caller can be assumed to have: an IPv4 address, or the 64 bits of an IPv6 network, in which he picks addresses as he likes.</summary>
    private static IPAddress PartOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6) return address;

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
