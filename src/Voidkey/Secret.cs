using System.Diagnostics;

namespace Voidkey;

/// <summary>A text that must not end up in a log, an exception, or a debugger's tooltip.</summary>
/// <remarks>Records print their members, so a record may hold a <see cref="Secret"/> but never a secret string.</remarks>
[DebuggerDisplay("***")]
public sealed class Secret(string value)
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>The length of the value in characters, 0 or more.</summary>
    public int Length => _value.Length;

    /// <summary>The value itself. Call this only where the value leaves the process or is verified.</summary>
    public string Reveal() => _value;

    /// <summary>True where both have the same value.</summary>
    public bool IsSameAs(Secret other) => string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <returns><c>***</c>, always.</returns>
    public override string ToString() => "***";
}
