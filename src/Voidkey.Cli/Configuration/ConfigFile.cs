using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Configuration;

/// <summary>What one configuration file says, as far as it may have a say.</summary>
/// <param name="Path">Where it is, absolute.</param>
/// <param name="Settings">The members that stand in for flags, by name.</param>
/// <param name="DefaultKeys">What <c>mint</c> mints when no key is named; null: the file does not say.</param>
/// <param name="Aliases">Names for lists of keys.</param>
/// <param name="Environments">Named sets of settings.</param>
/// <param name="TokenSources">Programs that print a token.</param>
internal sealed record ConfigFile(
    string Path,
    IReadOnlyDictionary<string, Setting> Settings,
    IReadOnlyList<string>? DefaultKeys,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Aliases,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, Setting>> Environments,
    IReadOnlyDictionary<string, TokenCommandLine> TokenSources)
{
    /// <summary>Templates of <c>mint -o template=NAME</c>, by name.</summary>
    public IReadOnlyDictionary<string, string> Templates { get; init; } = new Dictionary<string, string>();

    /// <summary>The environments that an untrusted file describes and must not: whoever chooses one of them would get something else.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>The one setting that an untrusted file may have: how things are printed.</summary>
    private const string Harmless = "output_format";

    /// <summary>The names of what an untrusted file says and does not get to say.</summary>
    public IReadOnlyList<string> Presumptuous =>
    [
        .. Settings.Keys.Where(name => name != Harmless),
        .. Environments.Where(e => e.Value.Count > 0).Select(e => $"environments.{e.Key}"),
        .. TokenSources.Keys.Select(name => $"token_sources.{name}"),
        .. Templates.Keys.Select(name => $"output_templates.{name}"),
    ];

    /// <summary>The same file without what would choose a broker, an identity or a program.</summary>
    public ConfigFile Untrusted() => this with
    {
        Settings = Settings.Where(s => s.Key == Harmless).ToDictionary(s => s.Key, s => s.Value),
        Environments = Environments.ToDictionary(e => e.Key, _ => (IReadOnlyDictionary<string, Setting>)new Dictionary<string, Setting>()),
        TokenSources = new Dictionary<string, TokenCommandLine>(),
        Templates = new Dictionary<string, string>(),
        Withheld = [.. Environments.Where(e => e.Value.Count > 0).Select(e => e.Key)],
    };
}

/// <param name="Words">A program and its arguments; one word is a text for the shell.</param>
/// <param name="IsShell">Whether a shell reads it.</param>
/// <param name="CacheSeconds">How long what it prints may be used again; 0: not.</param>
/// <param name="File">The configuration file that says so.</param>
internal sealed record TokenCommandLine(IReadOnlyList<string> Words, bool IsShell, long CacheSeconds, string File);
