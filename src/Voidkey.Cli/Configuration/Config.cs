using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Configuration;

/// <summary>What the configuration files say together: a project's before the user's before the machine's, and the chosen environment before all.</summary>
/// <param name="Files">The nearest first.</param>
/// <param name="Environment">The chosen environment, if any.</param>
internal sealed record Config(IReadOnlyList<ConfigFile> Files, Setting? Environment)
{
    public static readonly Config None = new([], null);

    public IReadOnlyList<string>? DefaultKeys => Files.Select(f => f.DefaultKeys).FirstOrDefault(keys => keys is not null);

    public IEnumerable<string> EnvironmentNames => Files.SelectMany(f => f.Environments.Keys).Distinct(StringComparer.Ordinal);

    public IEnumerable<string> AliasNames => Files.SelectMany(f => f.Aliases.Keys).Distinct(StringComparer.Ordinal);

    public IEnumerable<string> TokenSourceNames => Files.SelectMany(f => f.TokenSources.Keys).Distinct(StringComparer.Ordinal);

    public IReadOnlyList<string>? Alias(string name) => Files.Select(f => f.Aliases.GetValueOrDefault(name)).FirstOrDefault(keys => keys is not null);

    public TokenCommandLine? TokenSource(string name) => Files.Select(f => f.TokenSources.GetValueOrDefault(name)).FirstOrDefault(command => command is not null);

    public IEnumerable<string> TemplateNames => Files.SelectMany(f => f.Templates.Keys).Distinct(StringComparer.Ordinal);

    public string? Template(string name) => Files.Select(f => f.Templates.GetValueOrDefault(name)).FirstOrDefault(text => text is not null);

    /// <summary>Who writes <c>--env prod</c> means prod, also where a variable says otherwise.</summary>
    public Setting? BeforeVariables(string? member) => Environment?.Command is null ? null : InEnvironment(member);

    public Setting? AfterVariables(string? member) => InEnvironment(member) ?? (member is null ? null : Files.Select(f => f.Settings.GetValueOrDefault(member)).FirstOrDefault(s => s is not null));

    /// <summary>Where people log in: what the chosen environment insists on, else what is said of logins, else what is insisted on everywhere.</summary>
    public Setting? IdpOfLogins => InEnvironment("idp") ?? AfterVariables(LoginOptions.IdpMember) ?? AfterVariables("idp");

    private Setting? InEnvironment(string? member) => Environment is null || member is null
        ? null
        : Files.Select(f => f.Environments.GetValueOrDefault(Environment.Value)?.GetValueOrDefault(member)).FirstOrDefault(s => s is not null);
}
