using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Voidkey;
using Voidkey.Access;
using Voidkey.Identity;

namespace CustomProvider;

/// <summary>One farm and its key. Immutable: many requests verify with it at once.</summary>
internal sealed class BuildFarm(string name, ECParameters publicKey) : IBoundIdp
{
    private const string Prefix = "bt1.";

    public bool Recognises(ReadOnlySpan<char> token) => token.StartsWith(Prefix);

    public ValueTask<TokenVerdict> VerifyAsync(Secret subjectToken, CancellationToken ct) => ValueTask.FromResult(Verify(subjectToken.Reveal()));

    private TokenVerdict Verify(string ticket)
    {
        var dot = ticket.LastIndexOf('.');
        if (dot < Prefix.Length || !TryDecode(ticket.AsSpan(Prefix.Length..dot), out var payload) || !TryDecode(ticket.AsSpan(dot + 1), out var signature)) return TokenVerdict.Refused("not of the form bt1.PAYLOAD.SIGNATURE");

        using var key = ECDsa.Create(publicKey);
        if (!key.VerifyData(Encoding.ASCII.GetBytes(ticket[..dot]), signature, HashAlgorithmName.SHA256)) return TokenVerdict.Refused("the signature is not the farm's");

        // Read now only, since whoever wrote it is the farm.
        if (!CloudJson.TryRead(payload, out var json)) return TokenVerdict.Refused("the payload is not a strict JSON object");
        if (json.Word("project") is not { } project || json.Word("job") is not { } job || json.Word("for") is not { } audience) return TokenVerdict.Refused("'project', 'job' or 'for' is missing");
        if (json.UnixTime("issued") is not { } issued || json.UnixTime("expires") is not { } expires) return TokenVerdict.Refused("'issued' or 'expires' is missing");
        return TokenVerdict.Genuine(Claims(project, job, audience, issued, expires));
    }

    // In the words that all callers' tokens are judged by. A job has one ticket, so it may be told by the job whether it was used before.
    private ReadOnlyMemory<byte> Claims(string project, string job, string audience, DateTimeOffset issued, DateTimeOffset expires)
    {
        var claims = new MemoryStream();
        using (var json = new Utf8JsonWriter(claims))
        {
            json.WriteStartObject();
            json.WriteString("iss", name);
            json.WriteString("sub", $"{project}/{job}");
            json.WriteString("aud", audience);
            json.WriteNumber("iat", issued.ToUnixTimeSeconds());
            json.WriteNumber("exp", expires.ToUnixTimeSeconds());
            json.WriteString("jti", job);
            json.WriteString("project", project);
            json.WriteEndObject();
        }

        return claims.ToArray();
    }

    // One text for each value: '=', white space and stray bits are refused.
    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        return bytes.Length > 0 && text.SequenceEqual(Base64Url.EncodeToString(bytes));
    }
}
