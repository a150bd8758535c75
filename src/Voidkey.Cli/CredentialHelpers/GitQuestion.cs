namespace Voidkey.Cli.CredentialHelpers;

/// <summary>What git wants a password for.</summary>
/// <param name="Protocol">Of the URL: <c>https</c>.</param>
/// <param name="Host">With the port, if the URL has one.</param>
/// <param name="Username">Where the URL or git's configuration has one.</param>
internal sealed record GitQuestion(string? Protocol, string? Host, string? Username)
{
    /// <summary>Null when it is none. Attributes that are not known are left alone, as git wants it.</summary>
    public static GitQuestion? Read(string text)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').TakeWhile(line => line.Length > 0))
        {
            if (line.Split('=', 2) is not [{ Length: > 0 } name, var value]) return null;
            if (name is not ("protocol" or "host" or "path" or "username")) continue;

            // One that comes twice, or has a character that a URL has not, was smuggled in by whoever made the URL (CVE-2020-5260, CVE-2024-52006).
            if (value.Any(char.IsControl) || !known.TryAdd(name, value)) return null;
        }

        return new GitQuestion(known.GetValueOrDefault("protocol"), known.GetValueOrDefault("host"), known.GetValueOrDefault("username"));
    }
}
