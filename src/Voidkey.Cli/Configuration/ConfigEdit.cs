using System.Text;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Configuration;

/// <summary>Changes the user's file and nothing in it but what was asked: comments and order stay. What it would write is read first.</summary>
internal sealed class ConfigEdit(Invocation invocation)
{
    public const string Begin = """
        # yaml-language-server: $schema=https://voidkey.dev/schemas/voidkey-cli.schema.json
        # The voidkey command line. All members: docs/cli.md, "Configuration files".
        #broker_url: https://voidkey.example.com
        #default_keys: [AWS_DEV]
        #aliases: { deploy: [AWS_DEPLOY, DOCKER_REGISTRY] }
        #environments: { prod: { broker_url: https://voidkey.example.com, idp: okta } }

        """;

    private readonly ConfigPaths _paths = new(invocation);

    public static Failure Homeless() => Wrong("there is no place for files of yours: HOME is not set", "set HOME, or VOIDKEY_CONFIG_PATH");

    public Result<Printout> Init()
    {
        if (_paths.User is not { } path) return Homeless();
        if (invocation.Surroundings.Files.Exists(path)) return Wrong($"{path} is there already", "change it with voidkey config set, or with an editor");

        var broker = invocation.OnCommandLine(invocation.Globals.BrokerUrl);
        return Save(path, broker is null ? Begin : $"{Begin}broker_url: {Written(broker.Value)}\n", "made");
    }

    public async Task<Result<Printout>> SetAsync(string name, string value, CancellationToken ct)
    {
        if (!(await ReadAsync(ct)).TryGet(out var file, out var failure)) return failure;
        if (Find(file.Map, name) is { } standing) return Changed(file, $"{file.Text[..standing.Start]}{Written(value)}{file.Text[standing.End..]}", name, value);
        if (!ConfigFileReader.SettingNames.Contains(name) || IsInside(file.Map, name)) return ByHand(name);

        var gap = file.Text.Length == 0 || file.Text.EndsWith('\n') ? "" : "\n";
        return Changed(file, $"{file.Text}{gap}{Nested(name)} {Written(value)}\n", name, value);
    }

    public async Task<Result<Printout>> UnsetAsync(string name, CancellationToken ct)
    {
        if (!(await ReadAsync(ct)).TryGet(out var file, out var failure)) return failure;
        if (!ConfigFileReader.SettingNames.Contains(name)) return ByHand(name);
        if (Find(file.Map, name) is { } inner && name.Contains('.'))
        {
            var without = string.Join('\n', file.Text.Split('\n').Where((_, index) => index != inner.Line - 1));
            return SettingsOf(file.Path, without) is { } left && left.SequenceEqual(SettingsOf(file.Path, file.Text)!.Where(setting => setting != name)) ? Changed(file, without, name, null) : ByHand(name);
        }

        if (file.Map.Members.FirstOrDefault(m => m.Name.Text == name) is not { } member) return new Printout("", new Note($"voidkey: {name} was not set", "was not set", ("name", name)));

        var lines = file.Text.Split('\n').ToList();
        lines.RemoveAt(member.Name.Line - 1);
        return Changed(file, string.Join('\n', lines), name, null);
    }

    private async Task<Result<Standing>> ReadAsync(CancellationToken ct)
    {
        if (_paths.User is not { } path) return Homeless();
        if (!invocation.Surroundings.Files.Exists(path)) return new Standing(path, "", new YamlMap(1, 1, []));
        var loader = new ConfigLoader(invocation);
        if (loader.Unsafe(path) is { } failure) return failure;
        if (!(await loader.ReadBytesAsync(path, ct)).TryGet(out var content, out failure)) return failure;
        if (!ConfigLoader.Parse(path, content).TryGet(out _, out failure)) return failure;

        var text = ConfigFileReader.TextOf(content);
        return new Standing(path, text, YamlReader.Read(text).Map!);
    }

    /// <summary>Reads what would be written. One member must differ, as asked; a layout that this cannot edit shows here.</summary>
    private Result<Printout> Changed(Standing before, string after, string name, string? value)
    {
        var (file, problems) = ConfigFileReader.Read(before.Path, after);
        var (map, _) = YamlReader.Read(after);
        if (map is null || Find(map, name)?.Text != value || map.Members.Count - before.Map.Members.Count is < -1 or > 1) return ByHand(name);
        return file is null ? invocation.Usage(problems[0].Text) : Save(before.Path, after, value is null ? "unset" : "set", name);
    }

    private Result<Printout> Save(string path, string text, string done, string? name = null)
    {
        try
        {
            invocation.Surroundings.Files.Write(path, Encoding.UTF8.GetBytes(text));
            return new Printout("", new Note($"voidkey: {done} {(name is null ? path : $"{name} in {path}")}", done, ("path", path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.General, FailureCodes.WriteFailed, $"{path} could not be written", Hint: "check the permissions of its directory");
        }
    }

    /// <summary>What a text sets; null where it is no configuration file.</summary>
    private static IEnumerable<string>? SettingsOf(string path, string text) => ConfigFileReader.Read(path, text).File?.Settings.Keys.Order(StringComparer.Ordinal);

    /// <summary>Where the mapping stands already, a line at the end would be a second one.</summary>
    private static bool IsInside(YamlMap map, string name) => name.Contains('.') && map.Members.Any(m => m.Name.Text == name.Split('.')[0]);

    /// <summary><c>http:</c>, then <c>tls:</c> in it, and so on, each on a line of its own.</summary>
    private static string Nested(string name) => string.Join('\n', name.Split('.').Select((part, depth) => $"{new string(' ', 2 * depth)}{part}:"));

    private static YamlText? Find(YamlNode node, string name)
    {
        foreach (var part in name.Split('.'))
        {
            if (node is not YamlMap map || map.Members.FirstOrDefault(m => m.Name.Text == part) is not { } member) return null;
            node = member.Value;
        }

        return node as YamlText;
    }

    /// <summary>Plain where YAML takes it as it is; else in double quotes, where JSON's escapes are YAML's.</summary>
    private static string Written(string value) =>
        value.Length > 0 && (char.IsAsciiLetterOrDigit(value[0]) || value[0] == '/') && value[^1] != ':' && value.All(c => char.IsAsciiLetterOrDigit(c) || "_./:-@+=".Contains(c)) && !value.Contains(": ")
            ? value
            : JsonText.Line(json => json.WriteStringValue(value)).TrimEnd('\n');

    private Failure ByHand(string name) => ConfigFileReader.MemberNames.Contains(name.Split('.')[0])
        ? Wrong($"{Typed.Shown(name)} cannot be changed from here", "edit the file: voidkey config path")
        : invocation.Usage($"there is no member {Typed.Shown(name)}{Suggestion.For(name, ConfigFileReader.MemberNames)}");

    private static Failure Wrong(string message, string hint) => new(ExitCode.Configuration, FailureCodes.Configuration, message, Hint: hint);

    private sealed record Standing(string Path, string Text, YamlMap Map);
}
