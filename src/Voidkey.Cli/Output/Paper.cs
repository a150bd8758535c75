namespace Voidkey.Cli.Output;

/// <summary>What stdout is written on.</summary>
/// <param name="Width">The terminal's columns; null: it is none, or does not say.</param>
/// <param name="Palette">Its colours.</param>
internal sealed record Paper(int? Width, Palette Palette)
{
    public static readonly Paper Plain = new(null, Palette.None);
}
