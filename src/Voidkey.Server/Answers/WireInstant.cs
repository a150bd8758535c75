namespace Voidkey.Server.Answers;

/// <summary>Expiries as answers tell them: in whole seconds, cut and not rounded, so never later than they are.</summary>
internal static class WireInstant
{
    public static DateTimeOffset Of(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
