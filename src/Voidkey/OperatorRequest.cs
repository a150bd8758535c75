namespace Voidkey;

/// <summary>What an operator asks for.</summary>
/// <param name="Key">The key that it is about; null: none, or all.</param>
public sealed record OperatorRequest(OperatorAction Action, string? Key = null);

/// <summary>What only operators may ask for.</summary>
public enum OperatorAction
{
    /// <summary>How the broker is.</summary>
    Status = 0,

    /// <summary>The configuration is to be read again.</summary>
    Reload,

    /// <summary>Who may mint a key, or any key.</summary>
    WhoCan,

    /// <summary>The last records, or all that come.</summary>
    Audit,

    /// <summary>Why a key is granted to him or not, with what rules wanted.</summary>
    Explain,
}
