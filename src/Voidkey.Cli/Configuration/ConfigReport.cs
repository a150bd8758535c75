using System.Text;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Configuration;

/// <summary>What holds here, of flags, variables, files and defaults together.</summary>
internal sealed class ConfigReport(Invocation invocation)
{
    private const string Default = "default";

    public Printout Show(bool origin)
    {
        var text = new StringBuilder();
        foreach (var (name, value, from) in Values()) text.Append(Visible.Text($"{name}: {value}{(origin ? $"    # {from}" : "")}")).Append('\n');
        return new Printout(text.ToString());
    }

    public Result<Printout> Get(string name)
    {
        foreach (var (member, value, _) in Values())
        {
            if (member == name) return new Printout($"{Visible.Text(value)}\n");
        }

        return ConfigFileReader.SettingNames.Contains(name) || name == "default_keys" || name.Contains('.')
            ? new Failure(ExitCode.Configuration, FailureCodes.Configuration, $"{Typed.Shown(name)} is not set", Hint: "voidkey config show --origin")
            : invocation.Usage($"there is no member {Typed.Shown(name)}{Suggestion.For(name, ConfigFileReader.MemberNames)}");
    }

    /// <summary>A table of the environments, the chosen one marked.</summary>
    public string Environments() => Table.Write(
    [
        ["NAME", "CHOSEN", "BROKER_URL"],
        .. invocation.Config.EnvironmentNames.Select(name => new[]
        {
            name,
            invocation.Config.Environment?.Value == name ? "✓" : "",
            Of(name, "broker_url")?.Value ?? "",
        }),
    ], invocation.Paper);

    private IEnumerable<(string Name, string Value, string From)> Values()
    {
        var (globals, identity) = (invocation.Globals, new IdentityOptions());
        foreach (var option in new[] { globals.BrokerUrl, globals.Format, globals.Timeout, globals.Retries, identity.Idp, identity.Source, identity.Audience, globals.CaCert, globals.ClientCert, globals.ClientKey, globals.LogFormat })
        {
            var setting = invocation.Find(option);
            if (setting is not null) yield return (option.Member!, Shown(option.Member!, setting), setting.Place ?? setting.Origin);
            else if (DefaultOf(option.Member!) is { } value) yield return (option.Member!, value, Default);
        }

        foreach (var member in new[] { "debug", "storage", LoginOptions.IdpMember, LoginOptions.FlowMember, LoginOptions.PortMember, "logging.level", ProxyUrl.Member, "token_cache.enabled", "token_cache.directory", "token_cache.max_age" })
        {
            if (invocation.Config.AfterVariables(member) is { } setting) yield return (member, Shown(member, setting), setting.Place!);
        }

        if (invocation.Config.Environment is { } environment) yield return ("environment", environment.Value, environment.Place ?? environment.Origin);
        foreach (var file in invocation.Config.Files)
        {
            if (file.DefaultKeys is { } keys && invocation.Config.DefaultKeys == keys) yield return ("default_keys", $"[{string.Join(", ", keys)}]", file.Path);
        }

        foreach (var name in invocation.Config.AliasNames) yield return ($"aliases.{name}", $"[{string.Join(", ", invocation.Config.Alias(name)!)}]", Holder(f => f.Aliases.ContainsKey(name)));
        foreach (var name in invocation.Config.EnvironmentNames)
        {
            foreach (var member in ConfigFileReader.EnvironmentNames)
            {
                if (Of(name, member) is { } setting) yield return ($"environments.{name}.{member}", Shown(member, setting), setting.Place!);
            }
        }

        foreach (var name in invocation.Config.TokenSourceNames) yield return ($"token_sources.{name}", string.Join(' ', invocation.Config.TokenSource(name)!.Words), Holder(f => f.TokenSources.ContainsKey(name)));
        foreach (var name in invocation.Config.TemplateNames) yield return ($"output_templates.{name}", invocation.Config.Template(name)!, Holder(f => f.Templates.ContainsKey(name)));
    }

    /// <summary>What an environment says of a member, were it chosen.</summary>
    private Setting? Of(string environment, string member) => new Config(invocation.Config.Files, new Setting(environment, "", "config")).BeforeVariables(member);

    private string Holder(Func<ConfigFile, bool> says) => invocation.Config.Files.First(says).Path;

    // What is wrong with a value may be a password in it.
    private static string Shown(string member, Setting setting) => SettingCheck.Problem(member, setting) is { } problem ? $"(wrong: {problem})" : setting.Value;

    private static string? DefaultOf(string member) => member switch
    {
        "broker_url" => BrokerUrl.Default,
        "timeout" => "30s",
        "retries" => "2",
        _ => null,
    };
}
