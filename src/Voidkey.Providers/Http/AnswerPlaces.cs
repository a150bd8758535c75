using System.Diagnostics.CodeAnalysis;
using Voidkey.Access;

namespace Voidkey.Providers.Http;

/// <summary>Where in an answer a credential stands. A place is a member's name or a JSON pointer (RFC 6901).</summary>
/// <param name="Fields">Field → place, at least one.</param>
/// <param name="ExpiresAt">The place of a moment; or null.</param>
/// <param name="ExpiresIn">The place of a number of seconds; or null.</param>
/// <param name="Lifetime">How long it lives where the answer does not say; or null. Just one of the three.</param>
/// <param name="Reference">The place of what names it without being secret; null: its first field names it.</param>
internal sealed record AnswerPlaces(IReadOnlyList<KeyValuePair<string, string>> Fields, string? ExpiresAt, string? ExpiresIn, TimeSpan? Lifetime, string? Reference)
{
    // Ids are short, and what is longer may be the secret in the wrong place.
    private const int MaxReferenceLength = 128;

    /// <param name="asked">When the credential was asked for: what a number of seconds counts from cannot be earlier.</param>
    public bool TryRead(ReadOnlyMemory<byte> body, DateTimeOffset asked, DateTimeOffset now, [NotNullWhen(true)] out FoundCredential? found, [NotNullWhen(false)] out string? fault)
    {
        found = null;
        if (!CloudJson.TryRead(body, out var json))
        {
            fault = "the answer is not a strict JSON object";
            return false;
        }

        var values = new List<KeyValuePair<string, Secret>>(Fields.Count);
        foreach (var (field, place) in Fields)
        {
            if (json.Scalar(place) is { } value) values.Add(new(field, new Secret(value)));
        }

        if (values.Count < Fields.Count) fault = $"there is no usable text at '{Fields.First(field => json.Scalar(field.Value) is null).Value}'";
        else if (ExpirationIn(json, asked) is not { } expiration) fault = $"there is no time at '{ExpiresAt ?? ExpiresIn}'";
        else if (expiration <= now) fault = "the credential has expired already";
        else if (ReferenceIn(json, values[0].Value) is not { } reference) fault = $"there is nothing at '{Reference}' that could name the credential in a record: 1 to {MaxReferenceLength} characters of printable ASCII, and no token";
        else
        {
            found = new FoundCredential(values, expiration, reference);
            fault = null;
            return true;
        }

        return false;
    }

    private DateTimeOffset? ExpirationIn(CloudJson json, DateTimeOffset asked) =>
        ExpiresAt is not null ? json.Time(ExpiresAt) ?? json.UnixTime(ExpiresAt) : asked + (ExpiresIn is not null ? json.Seconds(ExpiresIn) : Lifetime);

    private string? ReferenceIn(CloudJson json, Secret first)
    {
        if (Reference is null) return TokenReference.Of(first);
        return json.Scalar(Reference) is { Length: <= MaxReferenceLength } text && !text.AsSpan().ContainsAnyExceptInRange('!', '~') && Identity.UnverifiedJwt.TryRead(text) is null ? text : null;
    }
}

/// <summary>A credential that was found where it belongs.</summary>
/// <param name="Values">In the order of the configuration.</param>
internal sealed record FoundCredential(IReadOnlyList<KeyValuePair<string, Secret>> Values, DateTimeOffset Expiration, string Reference);
