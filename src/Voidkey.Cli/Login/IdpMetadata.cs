using System.Text.Json;

namespace Voidkey.Cli.Login;

/// <summary>What an issuer says about itself at <c>/.well-known/openid-configuration</c> (OpenID Connect Discovery 1.0, RFC 8414), as far as a login needs it.</summary>
/// <param name="AnnouncesIssuer">Whether its redirects carry <c>iss</c> (RFC 9207): then one that does not is somebody else's.</param>
internal sealed record IdpMetadata(string Issuer, Uri? AuthorizationEndpoint, Uri TokenEndpoint, Uri? DeviceAuthorizationEndpoint, Uri? RevocationEndpoint, bool AnnouncesIssuer)
{
    private const string Path = "/.well-known/openid-configuration";

    /// <summary>Where it is said. Null: the issuer is no URL that may be asked.</summary>
    public static Uri? UrlOf(string issuer) => Endpoint.Read(issuer) is { Query.Length: 0 } ? Endpoint.Read(issuer.TrimEnd('/') + Path) : null;

    public static Result<IdpMetadata> Read(JsonElement answer, string issuer)
    {
        // Exactly (OpenID Connect Discovery 1.0, section 4.3): a document of another issuer would send the code there.
        if (Text(answer, "issuer") != issuer) return Unfit($"it is about another issuer than {issuer}");
        if (UrlAt(answer, "token_endpoint") is not { } endpoint) return Unfit("its token_endpoint is missing, or neither https nor on this machine");
        foreach (var name in new[] { "authorization_endpoint", "device_authorization_endpoint", "revocation_endpoint" })
        {
            if (answer.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null && UrlAt(answer, name) is null) return Unfit($"its {name} is neither https nor on this machine");
        }

        return new IdpMetadata(
            issuer,
            UrlAt(answer, "authorization_endpoint"),
            endpoint,
            UrlAt(answer, "device_authorization_endpoint"),
            UrlAt(answer, "revocation_endpoint"),
            answer.TryGetProperty("authorization_response_iss_parameter_supported", out var announced) && announced.ValueKind == JsonValueKind.True);
    }

    private static string? Text(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Uri? UrlAt(JsonElement answer, string name) => Text(answer, name) is { } text ? Endpoint.Read(text) : null;

    private static Failure Unfit(string reason) => LoginFailure.Of("what the identity provider says about itself is not usable", reason);
}
