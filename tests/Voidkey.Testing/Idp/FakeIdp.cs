using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Voidkey.Testing;

/// <summary>An OpenID provider: signs tokens for real, publishes its keys, and has a token endpoint for client credentials.</summary>
/// <remarks>It plays the caller's provider and the broker's. Put it on a <see cref="FakeNetwork"/> or behind a <see cref="LoopbackServer"/>.</remarks>
public sealed class FakeIdp
{
    private readonly TimeProvider _time;
    private readonly string _path;
    private readonly TokenEndpoint _tokenEndpoint;
    private int _jwksRequests;
    private int _discoveryRequests;

    /// <param name="issuer">The <c>iss</c> of its tokens and the base of its URLs; it may have a path, and no slash at the end.</param>
    /// <param name="time">What its tokens' times are counted from.</param>
    /// <param name="algorithm">RS, PS or ES, 256 to 512.</param>
    public FakeIdp(string issuer, TimeProvider time, string algorithm = "RS256")
    {
        (Issuer, _time, Key) = (issuer, time, SigningKey.Create(algorithm));
        _path = new Uri(issuer).AbsolutePath.TrimEnd('/');
        PublishedKeys = [Key.PublicJwk()];
        _tokenEndpoint = new TokenEndpoint(this, time);
    }

    public string Issuer { get; }

    /// <summary>Where the provider describes itself: OpenID Connect Discovery 1.0 §4.</summary>
    public string DiscoveryUri => $"{Issuer}/.well-known/openid-configuration";

    public string JwksUri => $"{Issuer}/jwks";

    public string TokenUri => $"{Issuer}/token";

    /// <summary>What signs now.</summary>
    public SigningKey Key { get; private set; }

    /// <summary>The <c>keys</c> of the JWKS, open to change: put unfit keys beside good ones, take some away, replace all.</summary>
    public JsonArray PublishedKeys { get; set; }

    /// <summary>Served as the JWKS instead of <see cref="PublishedKeys"/> when it is not null.</summary>
    public string? RawJwks { get; set; }

    /// <summary>Laid over the discovery document; a null removes a member.</summary>
    public JsonObject DiscoveryOverrides { get; } = [];

    /// <summary>How the token endpoint behaves.</summary>
    public TokenEndpointSettings Tokens { get; } = new();

    /// <summary>What the token endpoint was asked, in order.</summary>
    public IReadOnlyList<TokenRequest> TokenRequestsSeen => _tokenEndpoint.Requests;

    /// <summary>What the token endpoint gave, in order: to be looked for wherever it must not be.</summary>
    public IReadOnlyList<Secret> TokensIssued => _tokenEndpoint.Issued;

    public int TokenRequests => _tokenEndpoint.Count;

    public int JwksRequests => _jwksRequests;

    public int DiscoveryRequests => _discoveryRequests;

    /// <summary>Issues a token as the provider would, or with exactly one thing wrong.</summary>
    /// <param name="subject">The <c>sub</c>; null: the main branch of a repository.</param>
    /// <param name="audience">The <c>aud</c>, a text or a <see cref="JsonArray"/>; null: <c>voidkey</c>.</param>
    /// <param name="lifetime">From issue to expiry; null: 5 minutes. Negative: it expired so long ago, having lived 5 minutes.</param>
    /// <param name="issuedAt">The <c>iat</c> and <c>nbf</c>; null: now.</param>
    /// <param name="claims">More claims, or other values for those above. A null removes the claim.</param>
    /// <param name="header">More header members, or other values for <c>alg</c>, <c>kid</c>, <c>typ</c>. A null removes the member.</param>
    /// <param name="signWith">A key to sign with instead of <see cref="Key"/>; the header names that key.</param>
    public Secret Issue(
        string? subject = null,
        JsonNode? audience = null,
        TimeSpan? lifetime = null,
        DateTimeOffset? issuedAt = null,
        IEnumerable<KeyValuePair<string, JsonNode?>>? claims = null,
        IEnumerable<KeyValuePair<string, JsonNode?>>? header = null,
        SigningKey? signWith = null)
    {
        var usual = TimeSpan.FromMinutes(5);
        var lives = lifetime ?? usual;
        var issued = issuedAt ?? (lives < TimeSpan.Zero ? _time.GetUtcNow() + lives - usual : _time.GetUtcNow());
        var expires = issuedAt is null && lives < TimeSpan.Zero ? issued + usual : issued + lives;
        var key = signWith ?? Key;

        var payload = new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = subject ?? "repo:example-org/app:ref:refs/heads/main",
            ["aud"] = audience?.DeepClone() ?? "voidkey",
            ["iat"] = issued.ToUnixTimeSeconds(),
            ["nbf"] = issued.ToUnixTimeSeconds(),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["jti"] = RandomNumberGenerator.GetHexString(32, lowercase: true),
        };
        var jose = new JsonObject { ["alg"] = key.Algorithm, ["kid"] = key.KeyId, ["typ"] = "JWT" };

        return IssueRaw(Overlaid(jose, header).ToJsonString(), Overlaid(payload, claims).ToJsonString(), key);
    }

    /// <summary>Signs two texts exactly as they are, for hostile tokens: duplicate members, numbers out of range, no JSON at all.</summary>
    /// <param name="headerJson">The header. It alone says which key it claims to be signed with.</param>
    /// <param name="payloadJson">The payload.</param>
    /// <param name="key">What really signs; null: <see cref="Key"/>.</param>
    public Secret IssueRaw(string headerJson, string payloadJson, SigningKey? key = null)
    {
        var token = (key ?? Key).SignJws(headerJson, payloadJson);

        // What it says is no secret; what proves it is.
        CanaryFolder.Note("token of an identity provider", token.Reveal()[(token.Reveal().LastIndexOf('.') + 1)..]);
        return token;
    }

    /// <summary>Signs with a new key from now on, and publishes it.</summary>
    /// <param name="keepOld">False withdraws all keys published before.</param>
    /// <param name="algorithm">null: as before.</param>
    public SigningKey Rotate(bool keepOld = true, string? algorithm = null)
    {
        Key = SigningKey.Create(algorithm ?? Key.Algorithm);
        IEnumerable<JsonNode?> old = keepOld ? PublishedKeys.Select(key => key?.DeepClone()) : [];
        PublishedKeys = [Key.PublicJwk(), .. old];
        return Key;
    }

    /// <summary>Registers a client of the token endpoint with a secret.</summary>
    public void AddClient(string clientId, Secret secret) => _tokenEndpoint.Secrets[clientId] = secret;

    /// <summary>Registers a client of the token endpoint that signs assertions (<c>private_key_jwt</c>, RFC 7523).</summary>
    public void AddClient(string clientId, SigningKey key) => _tokenEndpoint.Keys[clientId] = key.PublicJwk();

    /// <summary>What a service that trusts this provider checks of a token: signature, issuer, audience and expiry.</summary>
    public bool Verify(string token, string audience, DateTimeOffset now) =>
        PublishedKeySet.Verify(token, PublishedKeys) is { } claims && PublishedKeySet.Text(claims, "iss") == Issuer
        && PublishedKeySet.Audiences(claims).Contains(audience, StringComparer.Ordinal) && PublishedKeySet.Expiry(claims) > now;

    /// <summary>Answers discovery, JWKS and token requests; anything else is 404.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (!path.StartsWith(_path, StringComparison.Ordinal)) return Answers.Text("Not Found", status: 404);

        switch (request.Method.Method, path[_path.Length..])
        {
            case ("GET", "/.well-known/openid-configuration"):
                Interlocked.Increment(ref _discoveryRequests);
                return Answers.Json(Discovery());

            case ("GET", "/jwks"):
                Interlocked.Increment(ref _jwksRequests);
                return Answers.Text(RawJwks ?? Jwks().ToJsonString(), "application/json");

            case ("POST", "/token"):
                return _tokenEndpoint.Answer(await RecordedRequest.OfAsync(request, ct));

            default:
                return Answers.Text("Not Found", status: 404);
        }
    }

    private JsonObject Jwks() => new() { ["keys"] = PublishedKeys.DeepClone() };

    private JsonObject Discovery() => Overlaid(
        new JsonObject
        {
            ["issuer"] = Issuer,
            ["jwks_uri"] = JwksUri,
            ["token_endpoint"] = TokenUri,
            ["response_types_supported"] = new JsonArray("id_token"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray(Key.Algorithm),
            ["token_endpoint_auth_methods_supported"] = new JsonArray([.. Tokens.AuthMethods.Select(method => JsonValue.Create(method))]),
            ["grant_types_supported"] = new JsonArray("client_credentials"),
        },
        DiscoveryOverrides);

    private static JsonObject Overlaid(JsonObject json, IEnumerable<KeyValuePair<string, JsonNode?>>? overrides)
    {
        foreach (var (member, value) in overrides ?? [])
        {
            if (value is null) json.Remove(member);
            else json[member] = value.DeepClone();
        }

        return json;
    }
}
