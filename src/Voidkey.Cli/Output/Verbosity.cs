namespace Voidkey.Cli.Output;

/// <summary>How much stderr says: each level what those before it do, and more.</summary>
internal enum Verbosity
{
    Errors,
    Warnings,
    Notes,

    /// <summary>Also who was asked, and as whom.</summary>
    Verbose,

    /// <summary>Also every place that was looked at on the way.</summary>
    Debug,
}

/// <summary>As configuration files name them.</summary>
internal static class VerbosityNames
{
    public static IReadOnlyList<string> All { get; } = ["error", "warn", "info", "verbose", "debug"];

    public static Verbosity Of(string name) => (Verbosity)All.Index().First(level => level.Item == name).Index;
}
