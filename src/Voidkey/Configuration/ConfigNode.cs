namespace Voidkey.Configuration;

/// <summary>A piece of the file as it was written. Not a record: a scalar may be a secret, and records print.</summary>
internal abstract class ConfigNode(ConfigPosition position, int size)
{
    public ConfigPosition Position { get; } = position;

    /// <summary>How many nodes walking this one visits, aliases followed.</summary>
    public int Size { get; } = size;
}

/// <param name="text">The text, nothing substituted yet.</param>
/// <param name="isPlain">True where it stands without quotes, so that YAML's rules for numbers, booleans and null apply.</param>
internal sealed class ConfigScalar(ConfigPosition position, string text, bool isPlain) : ConfigNode(position, 1)
{
    public string Text { get; } = text;

    public bool IsPlain { get; } = isPlain;

    /// <summary>YAML 1.2 core schema: null.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed class ConfigSequence(ConfigPosition position, IReadOnlyList<ConfigNode> items)
    : ConfigNode(position, 1 + items.Sum(static item => item.Size))
{
    public IReadOnlyList<ConfigNode> Items { get; } = items;
}

internal sealed class ConfigMapping(ConfigPosition position, IReadOnlyList<ConfigMember> members)
    : ConfigNode(position, 1 + members.Sum(static member => member.Value.Size))
{
    private readonly Dictionary<string, ConfigMember> _byName = members.ToDictionary(static member => member.Name, StringComparer.Ordinal);

    /// <summary>In the order of the file; names are unique.</summary>
    public IReadOnlyList<ConfigMember> Members { get; } = members;

    public ConfigMember? Find(string name) => _byName.GetValueOrDefault(name);
}

internal sealed class ConfigMember(string name, ConfigPosition position, ConfigNode value)
{
    public string Name { get; } = name;

    public ConfigPosition Position { get; } = position;

    public ConfigNode Value { get; } = value;
}
