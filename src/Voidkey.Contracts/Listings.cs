namespace Voidkey.Contracts;

/// <summary>The answer to <c>GET /v1/credentials/keys</c>: what this caller may mint.</summary>
/// <param name="Subject">The caller, as the token named him.</param>
/// <param name="Idp">The configured name of the identity provider that vouched for him.</param>
/// <param name="Keys">In the order of the configuration.</param>
public sealed record KeyList(string Subject, string Idp, IReadOnlyList<GrantedKey> Keys);

/// <param name="Name">What to ask for.</param>
/// <param name="Provider">The configured name of the access provider.</param>
/// <param name="Description">What the operator wrote about it, if anything.</param>
/// <param name="MaxDuration">The longest lifetime that is granted, in seconds.</param>
/// <param name="Outputs">The environment variables that a mint sets.</param>
public sealed record GrantedKey(string Name, string Provider, long MaxDuration, IReadOnlyList<string> Outputs, string? Description = null);

/// <summary>The answer to <c>GET /v1/idps</c>.</summary>
public sealed record IdpList(IReadOnlyList<Idp> Providers);

/// <param name="Name">Its name in the configuration.</param>
/// <param name="Issuer">The <c>iss</c> of its tokens.</param>
/// <param name="Type"><c>oidc</c>, or the preset it was configured with.</param>
/// <param name="IsDefault">True for the configuration's <c>default</c>.</param>
public sealed record Idp(string Name, string Issuer, string Type, bool IsDefault);

/// <summary>One entry of the original's <c>GET /credentials/idp-providers</c>.</summary>
public sealed record CompatibleIdp(string Name, bool IsDefault);
