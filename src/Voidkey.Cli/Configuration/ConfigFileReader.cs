using System.Text;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Templates;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Configuration;

/// <summary>Nodes → what they mean. Everything wrong is found at once.</summary>
internal sealed class ConfigFileReader
{
    /// <summary>The members that stand in for a flag. Those with a dot stand in a mapping.</summary>
    public static readonly IReadOnlyList<string> SettingNames =
    [
        "broker_url", "output_format", "timeout", "retries", "debug", "idp", "source", "audience", "storage",
        "login.idp", "login.flow", "login.redirect_port",
        "http.proxy.url", "http.tls.ca_file", "http.tls.cert_file", "http.tls.key_file", "logging.level", "logging.format",
        "token_cache.enabled", "token_cache.directory", "token_cache.max_age", "environment",
    ];

    /// <summary>All members of a file.</summary>
    public static readonly IReadOnlyList<string> MemberNames = [.. SettingNames.Select(FirstPart).Distinct(), "default_keys", "aliases", "environments", "token_sources", "output_templates"];

    /// <summary>What a setting was called earlier, and is called now.</summary>
    private static readonly IReadOnlyDictionary<string, string> EarlierNames = new Dictionary<string, string> { ["http.retry_attempts"] = "retries" };

    /// <summary>What may differ from one environment to the next.</summary>
    public static readonly IReadOnlyList<string> EnvironmentNames = ["broker_url", "idp", "source", "audience"];

    private readonly string _path;
    private readonly List<ConfigProblem> _problems = [];

    private ConfigFileReader(string path) => _path = path;

    /// <summary>UTF-8; some editors begin a file with a byte order mark, which says nothing.</summary>
    public static string TextOf(byte[] content) => Encoding.UTF8.GetString(content).TrimStart('\ufeff');

    public static (ConfigFile? File, IReadOnlyList<ConfigProblem> Problems) Read(string path, string text)
    {
        var (map, broken) = YamlReader.Read(text);
        if (map is null) return (null, [broken!]);

        var reader = new ConfigFileReader(path);
        var file = reader.Read(map);
        return (reader._problems.Count == 0 ? file : null, [.. reader._problems.OrderBy(p => p.Line).ThenBy(p => p.Column)]);
    }

    private ConfigFile Read(YamlMap map)
    {
        var members = Members(map, MemberNames);
        return new ConfigFile(
            _path,
            UnderTheirNames(Settings(members, [.. SettingNames, .. EarlierNames.Keys], ""), map),
            members.TryGetValue("default_keys", out var keys) ? Names(keys, "default_keys") : null,
            Named(members, "aliases", Names),
            Named(members, "environments", Environment),
            Named(members, "token_sources", TokenSource))
        {
            Templates = Named(members, "output_templates", Template),
        };
    }

    private Dictionary<string, YamlNode> Members(YamlMap map, IReadOnlyList<string>? known)
    {
        var members = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Members)
        {
            if (known is not null && !known.Contains(name.Text)) Report(name, $"there is no member {Typed.Shown(name.Text)}{Suggestion.For(name.Text, known)}");
            else if (!members.TryAdd(name.Text, value)) Report(name, $"{Typed.Shown(name.Text)} stands here twice");
        }

        return members;
    }

    private static string FirstPart(string name) => name.Split('.')[0];

    /// <summary>What stands in mappings of its own, such as <c>http.tls.ca_file</c>, by its full name.</summary>
    private Dictionary<string, Setting> Settings(Dictionary<string, YamlNode> members, IReadOnlyList<string> names, string prefix, string path = "")
    {
        var settings = Plain(members, [.. names.Where(name => !name.Contains('.'))], prefix, path);
        foreach (var section in names.Where(name => name.Contains('.')).GroupBy(FirstPart))
        {
            if (!members.TryGetValue(section.Key, out var node)) continue;
            var inner = section.Select(name => name[(section.Key.Length + 1)..]).ToList();
            if (node is not YamlMap map) Report(node, $"{path}{section.Key} must be a mapping of {string.Join(", ", inner.Select(FirstPart).Distinct())}");
            else foreach (var (name, setting) in Settings(Members(map, [.. inner.Select(FirstPart).Distinct()]), inner, prefix, $"{path}{section.Key}.")) settings[name] = setting;
        }

        return settings;
    }

    private Dictionary<string, Setting> Plain(Dictionary<string, YamlNode> members, IReadOnlyList<string> names, string prefix, string path)
    {
        var settings = new Dictionary<string, Setting>(StringComparer.Ordinal);
        foreach (var name in names.Select(name => $"{path}{name}"))
        {
            if (!members.TryGetValue(name[path.Length..], out var node)) continue;
            if (node is not YamlText { Text.Length: > 0 } text)
            {
                Report(node, $"{prefix}{name} must be a text");
                continue;
            }

            var setting = new Setting(text.Text, $"{prefix}{name}", null, new ConfigProblem(text.Line, text.Column, "").In(_path)[..^2]);
            settings[name] = setting;
            if (SettingCheck.Problem(name, setting) is { } problem) Report(node, problem);
        }

        return settings;
    }

    private Dictionary<string, Setting> UnderTheirNames(Dictionary<string, Setting> settings, YamlNode at)
    {
        foreach (var (earlier, name) in EarlierNames)
        {
            if (settings.Remove(earlier, out var setting) && !settings.TryAdd(name, setting)) Report(at, $"{name} and {earlier} are the same; leave one out");
        }

        return settings;
    }

    private Dictionary<string, T> Named<T>(Dictionary<string, YamlNode> members, string section, Func<YamlNode, string, T?> read) where T : class
    {
        var named = new Dictionary<string, T>(StringComparer.Ordinal);
        if (!members.TryGetValue(section, out var node)) return named;
        if (node is not YamlMap map)
        {
            Report(node, $"{section} must be a mapping of names");
            return named;
        }

        foreach (var (name, value) in Members(map, null))
        {
            if (!IsName(name)) Report(value, $"a name in {section} has 1 to 64 letters, digits, dashes and underscores, and begins with no dash");
            else if (read(value, $"{section}.{name}") is { } item) named[name] = item;
        }

        return named;
    }

    private IReadOnlyList<string> Names(YamlNode node, string member)
    {
        if (node is YamlList list && list.Items.All(item => item is YamlText { Text: { Length: > 0 } text } && !string.IsNullOrWhiteSpace(text) && !text.Contains(','))) return [.. list.Items.Select(item => ((YamlText)item).Text)];
        Report(node, $"{member} must be a list of key names, like [AWS_DEPLOY, DOCKER]");
        return [];
    }

    private IReadOnlyDictionary<string, Setting>? Environment(YamlNode node, string member)
    {
        if (node is YamlMap map) return Settings(Members(map, EnvironmentNames), EnvironmentNames, $"{member}.");
        Report(node, $"{member} must be a mapping of {string.Join(", ", EnvironmentNames)}");
        return null;
    }

    private TokenCommandLine? TokenSource(YamlNode node, string member)
    {
        if (TokenSources.BuiltIn.Contains(member["token_sources.".Length..])) Report(node, $"{member} has the name of a built-in source");
        if (node is not YamlMap map)
        {
            Report(node, $"{member} must be a mapping with a command");
            return null;
        }

        var members = Members(map, ["command", "cache_duration"]);
        if (!members.TryGetValue("command", out var command))
        {
            Report(node, $"{member} has no command");
            return null;
        }

        var cache = members.TryGetValue("cache_duration", out var duration) ? CacheSeconds(duration, member) : 0;
        if (command is YamlText { Text.Length: > 0 } text) return new TokenCommandLine([text.Text], IsShell: true, cache, _path);
        if (command is YamlList { Items: [YamlText { Text.Length: > 0 }, ..] words } && words.All(word => word is YamlText)) return new TokenCommandLine([.. words.Select(word => ((YamlText)word).Text)], IsShell: false, cache, _path);
        Report(command, $"{member}.command must be a list of a program and its arguments, or a text for the shell");
        return null;
    }

    private string? Template(YamlNode node, string member)
    {
        var problem = node is YamlText text ? TemplateReader.Read(text.Text).Problem : "it must be a text";
        if (problem is null) return ((YamlText)node).Text;
        Report(node, $"{member}: {problem}");
        return null;
    }

    private long CacheSeconds(YamlNode node, string member)
    {
        if (node is YamlText text && Durations.ParseSeconds(text.Text) is { } seconds and <= 86_400) return seconds;
        Report(node, $"{member}.cache_duration must be a length of time from 1s to 24h, like 900s or 15m");
        return 0;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 64 && name[0] != '-' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private void Report(YamlNode at, string text) => _problems.Add(new ConfigProblem(at.Line, at.Column, text));
}
