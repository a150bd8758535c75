namespace Voidkey.Cli.Configuration;

/// <summary>A piece of a configuration file, and where it stands: lines and columns count from 1.</summary>
internal abstract record YamlNode(int Line, int Column);

/// <param name="Start">Where its source begins, in characters from the beginning of the file.</param>
/// <param name="End">Where it ends.</param>
internal sealed record YamlText(int Line, int Column, string Text, int Start, int End) : YamlNode(Line, Column);

internal sealed record YamlList(int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column);

internal sealed record YamlMap(int Line, int Column, IReadOnlyList<YamlMember> Members) : YamlNode(Line, Column);

internal sealed record YamlMember(YamlText Name, YamlNode Value);

/// <summary>Something wrong in a configuration file.</summary>
internal sealed record ConfigProblem(int Line, int Column, string Text)
{
    public string In(string path) => $"{path}:{Line}:{Column}: {Text}";
}
