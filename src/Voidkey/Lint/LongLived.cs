using Voidkey.Configuration;
using Voidkey.Policy;

namespace Voidkey.Lint;

/// <summary>VK3009: what those may have whom hardly anything keeps out lives for long.</summary>
internal static class LongLived
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    public static void Check(Way way, IdentityRule rule, Findings findings)
    {
        foreach (var key in way.Identity.Keys.Where(key => rule.Find(key.Name)?.Cap > Long))
        {
            var member = key.Section.Has("maxDuration") ? "maxDuration" : key.Section.Has("duration") ? "duration" : null;
            findings.Add(
                LintCodes.LongLived, way.Identity, key.Section.PositionOf(member), key.Section.PathOf(member),
                "credentials of more than an hour, for callers whom hardly anything keeps out; shorten them to 1h or less");
        }
    }
}
