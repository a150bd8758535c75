using System.Text.RegularExpressions;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>The hosts that a key is for. Whoever asks for another one gets nothing: a redirect, a submodule or an image's name can make a program ask for any.</summary>
internal sealed partial class HostNames
{
    private const int MaxLength = 260;

    private readonly HashSet<string> _names;

    private HostNames(IEnumerable<string> names) => _names = [.. names];

    public IEnumerable<string> All => _names.Order(StringComparer.Ordinal);

    public static Result<HostNames> Read(Invocation invocation, ValueOption option)
    {
        var written = invocation.Values(option);
        if (written.Count == 0) return invocation.Usage($"say which host the key is for: {option.Name} {option.HelpName}");
        return written.All(IsName)
            ? new HostNames(written.Select(Normalised))
            : invocation.Usage($"{option.Name} is the name of a host, with a port if it has one, like github.com or registry.example.com:5000");
    }

    /// <param name="host">As the program wrote it. Anything but a name, and perhaps a port, is none of ours.</param>
    public bool Contains(string host) => IsName(host) && _names.Contains(Normalised(host));

    // Of ASCII alone: the Kelvin sign, in small letters, is a k.
    private static bool IsName(string host) => host.Length <= MaxLength && Host().IsMatch(host);

    /// <summary>443 is what https means anyhow.</summary>
    private static string Normalised(string host)
    {
        var lower = host.ToLowerInvariant();
        return lower.EndsWith(":443", StringComparison.Ordinal) ? lower[..^4] : lower;
    }

    [GeneratedRegex(@"\A(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Host();
}
