using System.Net;
using Voidkey.Policy;

namespace Voidkey.Comparison;

/// <summary>Compares when and from where an identity may be used.</summary>
internal static class ConstraintDiff
{
    public static ChangeDirection Of(string setting, IdentityConstraints before, IdentityConstraints after) => setting switch
    {
        "constraints.validFrom" => Width.OfAmounts(after.ValidFrom ?? DateTimeOffset.MinValue, before.ValidFrom ?? DateTimeOffset.MinValue),
        "constraints.validUntil" => Width.OfAmounts(before.ValidUntil ?? DateTimeOffset.MaxValue, after.ValidUntil ?? DateTimeOffset.MaxValue),
        "constraints.sourceIps" => Width.Of(AreWithin(before.SourceIps, after.SourceIps), AreWithin(after.SourceIps, before.SourceIps)),
        _ => ChangeDirection.Other,
    };

    private static bool AreWithin(IReadOnlyList<IPNetwork>? inner, IReadOnlyList<IPNetwork>? outer) =>
        outer is null || (inner is not null && inner.All(one => outer.Any(other => other.PrefixLength <= one.PrefixLength && other.Contains(one.BaseAddress))));
}
