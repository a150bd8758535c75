namespace Voidkey.Configuration;

/// <summary>Stands for variables and secret files that are not there, so that a configuration can be looked at where its secrets are not.</summary>
/// <remarks>Each is a URL of a host that never exists (RFC 2606 §2), so it may stand for a secret, a name or an address, and reaches nobody.</remarks>
public sealed class Placeholders
{
    private const string Origin = "https://placeholder.invalid/";

    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>What was not there: <c>NAME</c>, <c>file:PATH</c>.</summary>
    public IReadOnlyCollection<string> Names => _names;

    internal string For(string name)
    {
        _names.Add(name);
        return Origin + Uri.EscapeDataString(name);
    }

    /// <summary>Whether a text has one of them in it.</summary>
    internal static bool AreIn(string text) => text.Contains(Origin, StringComparison.Ordinal);
}
