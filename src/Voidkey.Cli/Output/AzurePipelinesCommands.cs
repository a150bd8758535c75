namespace Voidkey.Cli.Output;

/// <summary>The value of <c>##vso[task.setvariable …;issecret=true]</c>, which the agent masks from then on. It refuses secrets of several lines, and so do we.</summary>
internal static class AzurePipelinesCommands
{
    public static string? Quote(string value) => value.AsSpan().ContainsAny('\n', '\r') ? null : value.Replace("%", "%AZP25", StringComparison.Ordinal);
}
