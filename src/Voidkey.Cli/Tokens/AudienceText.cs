namespace Voidkey.Cli.Tokens;

/// <summary>What may stand as an audience.</summary>
internal static class AudienceText
{
    public const string Rule = "1 to 256 printable ASCII characters without spaces, not beginning with a dash";

    /// <summary>Services that take a CI job's token for the job itself. A broker must not get a token for one of them by merely asking.</summary>
    private static readonly string[] Others =
    [
        "sts.amazonaws.com", "sts.amazonaws.com.cn", "sigstore", "pypi", "testpypi", "npm:registry.npmjs.org", "rubygems.org", "crates.io",
    ];

    private static readonly string[] OthersPrefixes =
    [
        "api://AzureADTokenExchange", "//iam.googleapis.com/", "https://iam.googleapis.com/", "https://sts.googleapis.com", "https://sts.windows.net/",
    ];

    /// <summary>A dash at the beginning would make it a flag of the program that is asked for the token.</summary>
    public static bool IsFit(string audience) => audience.Length is > 0 and <= 256 && audience[0] != '-' && audience.All(c => c is > ' ' and < '\x7f');

    /// <summary>Case does not matter: services compare as they like.</summary>
    public static bool IsOfAnother(string audience) =>
        Others.Contains(audience, StringComparer.OrdinalIgnoreCase) || OthersPrefixes.Any(p => audience.StartsWith(p, StringComparison.OrdinalIgnoreCase));
}
