namespace Voidkey.Cli.Output;

/// <summary>The colours of one stream, or none: the eight that every terminal has, in its owner's choice.</summary>
/// <param name="isOn">Whether a person sees them.</param>
internal sealed class Palette(bool isOn)
{
    public static readonly Palette None = new(false);

    public string Good(string text) => Colored(text, "32");

    public string Bad(string text) => Colored(text, "31;1");

    public string Caution(string text) => Colored(text, "33");

    public string Heading(string text) => Colored(text, "1");

    /// <summary>A mark that begins a line says how it went.</summary>
    public string Marked(string line) => line switch
    {
        ['✓', ..] => Good("✓") + line[1..],
        ['✗', ..] => Bad("✗") + line[1..],
        _ => line,
    };

    private string Colored(string text, string code) => isOn ? $"\e[{code}m{text}\e[0m" : text;
}
