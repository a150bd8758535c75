using Voidkey.Access;

namespace Voidkey.Providers.TokenExchange;

/// <summary>The server that exchanges tokens, and who the broker is there.</summary>
/// <param name="Endpoint">Its token endpoint.</param>
/// <param name="SubjectType">What the broker's token is called (RFC 8693 §3).</param>
/// <param name="Client">The broker's registration; null: none is wanted.</param>
/// <param name="Actor">Who acts for the broker; null: it acts for itself.</param>
internal sealed record AuthorizationServer(Uri Endpoint, string SubjectType, RegisteredClient? Client, Actor? Actor);

/// <param name="Id">The <c>client_id</c>.</param>
/// <param name="Password">Its <c>client_secret</c>; null for a public client.</param>
/// <param name="IsInBody">True: <c>client_secret_post</c>. False: <c>client_secret_basic</c> (RFC 6749 §2.3.1).</param>
internal sealed record RegisteredClient(string Id, Secret? Password, bool IsInBody)
{
    /// <summary>The value of <c>Authorization: Basic</c>; null where the secret travels in the body, or there is none.</summary>
    public Secret? BasicCredentials { get; } = Password is null || IsInBody ? null : new Secret(Convert.ToBase64String(
        System.Text.Encoding.ASCII.GetBytes($"{FormEncode(Id)}:{FormEncode(Password.Reveal())}")));

    // RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
    private static string FormEncode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}

/// <param name="File">Where the token of the acting party stands.</param>
/// <param name="Type">What that token is called (RFC 8693 §3).</param>
internal sealed record Actor(TokenFile File, string Type);
