using System.Text;

namespace Voidkey.Cli.Tokens;

/// <summary>What may be sent as a bearer token: 1 byte to 16 KB of printable ASCII without spaces.</summary>
internal static class TokenText
{
    public const int MaxBytes = 16 * 1024;

    /// <summary>Room for a token of the greatest size, its line break, and one byte that proves it is larger.</summary>
    public const int MaxBytesRead = MaxBytes + 3;

    public static async Task<Result<Secret>> ReadAsync(Stream stream, string origin, CancellationToken ct)
    {
        var bytes = new byte[MaxBytesRead];
        var length = await Task.Run(() => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false), ct).WaitAsync(ct);
        return Read(bytes[..length], origin);
    }

    /// <summary>One trailing line break is not part of the token: files and pipes end with one.</summary>
    public static Result<Secret> Read(byte[] bytes, string origin)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (text.EndsWith('\n')) text = text[..^1];
        if (text.EndsWith('\r')) text = text[..^1];
        return Check(text, origin);
    }

    public static Result<Secret> Check(string text, string origin)
    {
        if (text.Length == 0) return Failure.NoToken($"the token from {origin} is empty", hint: GivenToken.HowToGiveOne);
        if (Encoding.UTF8.GetByteCount(text) > MaxBytes) return Unfit(origin, "it is over 16 KB");

        // A line break would end the header and begin another one.
        if (text.Any(c => c is <= ' ' or >= '\x7f')) return Unfit(origin, "it contains spaces, line breaks or other characters that no token has");
        return new Secret(text);
    }

    private static Failure Unfit(string origin, string reason) =>
        Failure.NoToken($"the token from {origin} cannot be one, so it was not sent", reason, "check where it comes from; nothing but the token may be there");
}
