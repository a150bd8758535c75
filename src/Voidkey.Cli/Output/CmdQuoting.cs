namespace Voidkey.Cli.Output;

/// <summary>Writes a value for a batch file, between the quotes of <c>set "NAME=value"</c>.</summary>
/// <remarks>
/// Within the quotes only <c>%</c> is special. What cmd.exe cannot be trusted with is not written at all: a quote would end the quotes, <c>!</c> is taken
/// for a variable wherever somebody switched delayed expansion on, a file is read in the console's code page, and an empty value would unset the variable.
/// </remarks>
internal static class CmdQuoting
{
    /// <summary>cmd.exe reads lines up to 8,191 characters, and percent signs count twice.</summary>
    private const int MaxLength = 4000;

    public static string? Quote(string value) =>
        value.Length is 0 or > MaxLength || value.Any(c => c is < ' ' or > '~' or '"' or '!') ? null : $"{value.Replace("%", "%%", StringComparison.Ordinal)}\"";
}
