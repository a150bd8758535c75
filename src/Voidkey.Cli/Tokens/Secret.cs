using System.Diagnostics;

namespace Voidkey.Cli.Tokens;

/// <summary>A text that must not end up in a message, an exception, or a debugger's tooltip.</summary>
[DebuggerDisplay("***")]
internal sealed class Secret(string value)
{
    /// <summary>The text itself. Call this only where it leaves the process.</summary>
    public string Reveal() => value;

    /// <summary>Replaces the text wherever it occurs: whoever was shown it may repeat it to us.</summary>
    public string Conceal(string text) => text.Replace(value, ToString(), StringComparison.Ordinal);

    public override string ToString() => "***";
}
