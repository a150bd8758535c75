using System.Text.Json.Nodes;

namespace Voidkey.Testing;

/// <summary>How a <see cref="FakeIdp"/>'s token endpoint behaves. May be changed at any time.</summary>
public sealed class TokenEndpointSettings
{
    /// <summary>The ways a client may prove who it is. Default: <c>client_secret_post</c>, <c>client_secret_basic</c>, <c>private_key_jwt</c>.</summary>
    public IReadOnlyList<string> AuthMethods { get; set; } = ["client_secret_post", "client_secret_basic", "private_key_jwt"];

    /// <summary>How long access tokens live. Default: 10 minutes.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Says <c>expires_in</c>. Default: true.</summary>
    public bool SaysExpiresIn { get; set; } = true;

    /// <summary>What <c>expires_in</c> says instead of the truth; null: the truth.</summary>
    public JsonNode? ExpiresIn { get; set; }

    /// <summary>Issues opaque access tokens instead of JWTs. Default: false.</summary>
    public bool Opaque { get; set; }

    /// <summary>The <c>sub</c> of access tokens; null: the client's id.</summary>
    public string? Subject { get; set; }

    /// <summary>The <c>aud</c> of access tokens when the request names no audience; null: <c>default-audience</c>.</summary>
    public string? DefaultAudience { get; set; }

    /// <summary>More claims of access tokens; a null removes one.</summary>
    public JsonObject Claims { get; } = [];
}
