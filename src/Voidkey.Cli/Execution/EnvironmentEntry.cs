using System.Text;

namespace Voidkey.Cli.Execution;

/// <summary>One variable of an environment, in the bytes it has: a variable that is not ours to judge must reach the command as it was.</summary>
/// <param name="Name">For comparisons.</param>
/// <param name="Bytes"><c>NAME=value</c>, without a NUL. May be a secret.</param>
internal sealed record EnvironmentEntry(string Name, byte[] Bytes)
{
    /// <param name="name">A valid name.</param>
    /// <param name="value">Any text without NUL.</param>
    public static EnvironmentEntry Of(string name, string value) => new(name, Encoding.UTF8.GetBytes($"{name}={value}"));

    /// <summary>Reads <c>NAME=value</c>. Windows has names that begin with an equals sign.</summary>
    public static EnvironmentEntry Of(byte[] bytes)
    {
        var end = bytes.AsSpan(Math.Min(1, bytes.Length)).IndexOf((byte)'=');
        return new(Encoding.UTF8.GetString(end < 0 ? bytes : bytes.AsSpan(0, end + 1)), bytes);
    }
}
