using System.Text;

namespace Voidkey.Configuration;

/// <summary>What the configuration may refer to outside its files: environment variables and secret files.</summary>
/// <param name="variables">The process's environment.</param>
public sealed class ConfigEnvironment(IReadOnlyDictionary<string, string> variables)
{
    private const int MaxFileBytes = 1 << 20;
    private const string Prefix = "VOIDKEY_";

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    /// <summary>The environment of this process.</summary>
    public static ConfigEnvironment OfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables()) variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return new ConfigEnvironment(variables);
    }

    /// <summary>One environment variable, or null where it is not set.</summary>
    public string? Variable(string name) => variables.GetValueOrDefault(name);

    /// <summary>The override of one setting: <c>limits.maxKeys</c> is <c>VOIDKEY_LIMITS__MAXKEYS</c>.</summary>
    internal (string Name, string Value)? Override(string path)
    {
        if (path.Contains('[', StringComparison.Ordinal)) return null;

        var name = NameOf(path);
        if (!name.Contains("__", StringComparison.Ordinal) || !variables.TryGetValue(name, out var value)) return null;
        _used.Add(name);
        return (name, value);
    }

    /// <summary>True where a variable sets anything in this section.</summary>
    internal bool SetsBelow(string path) =>
        !path.Contains('[', StringComparison.Ordinal) && variables.Keys.Any(name => name.StartsWith($"{NameOf(path)}__", StringComparison.Ordinal));

    /// <summary>The overrides that set nothing: most likely typing errors.</summary>
    internal IEnumerable<string> UnusedOverrides() => variables.Keys
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Contains("__", StringComparison.Ordinal) && !_used.Contains(name))
        .Order(StringComparer.Ordinal);

    private static string NameOf(string path) => Prefix + path.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>A secret file's text, less one trailing line break. At most 1 MiB, UTF-8.</summary>
    /// <exception cref="IOException">It cannot be read, is too large or not UTF-8; the message names no content.</exception>
    internal static string ReadFile(string path)
    {
        byte[] bytes;
        using (var file = File.OpenRead(path))
        {
            bytes = new byte[MaxFileBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxFileBytes) throw new IOException($"it is larger than {MaxFileBytes} bytes");
            Array.Resize(ref bytes, length);
        }

        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (DecoderFallbackException)
        {
            throw new IOException("it is not UTF-8 text");
        }
    }
}
