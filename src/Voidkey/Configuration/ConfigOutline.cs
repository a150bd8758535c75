using System.Security.Cryptography;
using System.Text;

namespace Voidkey.Configuration;

/// <summary>What a configuration says, as digests: to name it in a log, and to count what has changed.</summary>
/// <remarks>
/// It is the files' text in one form, whatever the order of members and the quotes, nothing substituted. Secrets are left out, so that nobody can
/// try guesses at one against a digest in a log.
/// </remarks>
internal sealed class ConfigOutline
{
    private const int HashLength = 12;

    private readonly Dictionary<string, IReadOnlyList<string>> _members;

    private ConfigOutline(string hash, Dictionary<string, IReadOnlyList<string>> members) => (Hash, _members) = (hash, members);

    /// <summary>The first 12 hexadecimal digits of its SHA-256.</summary>
    public string Hash { get; }

    /// <param name="root">All files together.</param>
    /// <param name="secrets">What was read as a secret.</param>
    public static ConfigOutline Of(ConfigMapping root, IReadOnlySet<ConfigNode> secrets) => new(
        Digest(root, secrets)[..HashLength],
        root.Members.ToDictionary(static member => member.Name, member => DigestsOf(member.Value, secrets), StringComparer.Ordinal));

    /// <returns>For example <c>clientIdentities +2 -1, limits changed</c>: an entry of a list that is changed is one more and one less.</returns>
    public string ChangesSince(ConfigOutline before)
    {
        string[] changes = [.. _members.Keys.Union(before._members.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => Change(name, before._members.GetValueOrDefault(name) ?? [], _members.GetValueOrDefault(name) ?? [])).OfType<string>()];
        return changes.Length == 0 ? "nothing that is not secret" : string.Join(", ", changes);
    }

    private static string? Change(string name, IReadOnlyList<string> before, IReadOnlyList<string> now)
    {
        if (before.SequenceEqual(now)) return null;

        var gone = before.ToList();
        var added = now.Count(entry => !gone.Remove(entry));
        return (added, gone.Count) switch
        {
            (0, 0) => $"{name} reordered",
            (1, 1) when before.Count == 1 && now.Count == 1 => $"{name} changed",
            _ => $"{name} +{added} -{gone.Count}",
        };
    }

    private static IReadOnlyList<string> DigestsOf(ConfigNode node, IReadOnlySet<ConfigNode> secrets) =>
        node is ConfigSequence list ? [.. list.Items.Select(item => Digest(item, secrets))] : [Digest(node, secrets)];

    private static string Digest(ConfigNode node, IReadOnlySet<ConfigNode> secrets) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ConfigText.Of(node, secrets))));
}
