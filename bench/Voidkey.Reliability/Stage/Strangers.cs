using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Voidkey.Testing;

namespace Voidkey.Reliability.Stage;

/// <summary>Tokens of somebody who wants in, or wants the broker to go where he points: at the lure.</summary>
internal sealed class Strangers
{
    private readonly string _goodRest;
    private readonly string _lure;

    public Strangers(Provider provider, Lure lure)
    {
        _lure = lure.Origin;
        var (key, known) = (SigningKey.Create(provider.Idp.Key.Algorithm), provider.Idp.Key.KeyId);
        var good = provider.Token(0);
        _goodRest = good[good.IndexOf('.', StringComparison.Ordinal)..];

        // Signed well, by a key that only he vouches for.
        string Signed(JsonObject? header = null, JsonObject? claims = null) => provider.Idp.Issue(World.Subject, World.Audience, claims: claims, header: header, signWith: key).Reveal();
        All =
        [
            Signed(new() { ["jku"] = $"{_lure}/jwks", ["kid"] = known }),
            Signed(new() { ["x5u"] = $"{_lure}/chain.pem", ["kid"] = known }),
            Signed(new() { ["jwk"] = key.PublicJwk(), ["kid"] = known }),
            Signed(new() { ["x5c"] = new JsonArray("MIIB"), ["kid"] = known, ["x5u"] = $"{_lure}/chain.pem" }),
            Signed(new() { ["kid"] = known }, new() { ["iss"] = _lure }),
            Signed(new() { ["kid"] = known }, new() { ["iss"] = $"{provider.Idp.Issuer}@{_lure["http://".Length..]}" }),
            Signed(new() { ["kid"] = known }, new() { ["iss"] = $"{_lure}/#{provider.Idp.Issuer}" }),
            Signed(new() { ["kid"] = known }, new() { ["iss"] = new JsonArray(provider.Idp.Issuer, _lure) }),
            Signed(new() { ["kid"] = known, ["iss"] = _lure, ["jku"] = $"{_lure}/jwks" }, new() { ["jwks_uri"] = $"{_lure}/jwks", ["_claim_sources"] = new JsonObject { ["a"] = new JsonObject { ["endpoint"] = _lure } } }),
            Signed(new() { ["jku"] = $"{_lure}/jwks" }),
            Signed(new() { ["kid"] = $"{_lure}/jwks" }),
        ];
    }

    /// <summary>One of each kind; the last two have a <c>kid</c> that the provider has never published.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>One whose <c>kid</c> is known, so that it costs a signature and no fetch.</summary>
    public string Known(int n) => All[n % (All.Count - 2)];

    /// <summary>One whose <c>kid</c> nobody has ever seen, not even in the token before. Cheap to make.</summary>
    public string Unknown(int n)
    {
        var header = string.Create(CultureInfo.InvariantCulture, $$"""{"alg":"RS256","typ":"JWT","kid":"nobody-{{n}}","jku":"{{_lure}}/jwks"}""");
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)) + _goodRest;
    }
}
