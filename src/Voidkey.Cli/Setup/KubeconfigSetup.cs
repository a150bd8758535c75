using System.Text.RegularExpressions;
using Voidkey.Cli.Configuration;

namespace Voidkey.Cli.Setup;

/// <summary>A user of a kubeconfig whose token comes from us. Which context takes it is for its owner to say.</summary>
internal static partial class KubeconfigSetup
{
    public static string Shown(SetupOrder order) => $"users:\n{Item(order, "")}";

    public static Result<string> Edit(string path, string before, SetupOrder order)
    {
        var text = before.Trim().Length == 0 ? "apiVersion: v1\nkind: Config\n" : before.EndsWith('\n') ? before : $"{before}\n";
        var (map, problem) = YamlReader.Read(text);
        if (map is null) return SetupFiles.Refused(path, $"line {problem!.Line}: {problem.Text}");

        var users = map.Members.Where(static member => member.Name.Text == "users").ToList();
        if (users.Count > 1) return SetupFiles.Refused(path, "users stands there twice");
        if (users is [{ Value: YamlList { Items.Count: > 0 } list }])
        {
            if (list.Items.FirstOrDefault(item => TextOf(item, "name") == order.Name) is { } standing)
                return IsOurs(standing, order) ? before : SetupFiles.Refused(path, $"it has another user {order.Name}", "choose another --name");
        }

        return Inserted(text, users, order) is { } after && IsOneMore(map, after) ? after : SetupFiles.Refused(path, "its users are not written as kubectl writes them");
    }

    private static string? Inserted(string text, List<YamlMember> users, SetupOrder order)
    {
        if (users.Count == 0) return $"{text}users:\n{Item(order, "")}";

        var lines = text.Split('\n').ToList();
        var at = users[0].Name.Line - 1;
        if (users[0].Value is YamlList { Items: [var first, ..] })
        {
            if (DashOf().Match(lines[first.Line - 1]) is not { Success: true } dash) return null;
            lines.Insert(first.Line - 1, Item(order, dash.Groups[1].Value).TrimEnd('\n'));
            return string.Join('\n', lines);
        }

        if (!EmptyUsers().IsMatch(lines[at])) return null;
        lines[at] = $"users:\n{Item(order, "").TrimEnd('\n')}";
        return string.Join('\n', lines);
    }

    /// <summary>As JSON where a word could be read as something else.</summary>
    private static string Item(SetupOrder order, string indent) => string.Concat(new[]
    {
        $"- name: \"{order.Name}\"",
        "  user:",
        "    exec:",
        "      apiVersion: client.authentication.k8s.io/v1",
        "      command: voidkey",
        $"      args: [{string.Join(", ", order.Words("kubernetes").Select(static word => $"\"{word}\""))}]",
        "      interactiveMode: Never",
    }.Select(line => $"{indent}{line}\n"));

    private static bool IsOurs(YamlNode user, SetupOrder order) =>
        Member(Member(user, "user"), "exec") is { } exec && TextOf(exec, "command") == "voidkey"
        && Member(exec, "args") is YamlList args && args.Items.Select(static item => (item as YamlText)?.Text).SequenceEqual(order.Words("kubernetes"));

    private static bool IsOneMore(YamlMap before, string after) =>
        YamlReader.Read(after).Map is { } map && map.Members.Where(static member => member.Name.Text != "users").Count() == before.Members.Where(static member => member.Name.Text != "users").Count()
        && CountOf(map) == CountOf(before) + 1;

    private static int CountOf(YamlMap map) => (Member(map, "users") as YamlList)?.Items.Count ?? 0;

    private static YamlNode? Member(YamlNode? node, string name) => (node as YamlMap)?.Members.FirstOrDefault(member => member.Name.Text == name)?.Value;

    private static string? TextOf(YamlNode node, string name) => (Member(node, name) as YamlText)?.Text;

    [GeneratedRegex(@"\A( *)- ", RegexOptions.CultureInvariant)]
    private static partial Regex DashOf();

    [GeneratedRegex(@"\Ausers:\s*(\[\]|null|~)?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex EmptyUsers();
}
