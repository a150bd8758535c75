namespace Voidkey.Testing;

/// <summary>What a token endpoint was asked. Its text form leaves out the parameters: they hold secrets.</summary>
/// <param name="authMethod">How the client proved who it is: <c>client_secret_basic</c>, <c>client_secret_post</c>, <c>private_key_jwt</c> or <c>none</c>.</param>
/// <param name="clientId">Who it said it is, decoded.</param>
/// <param name="form">The parameters, decoded.</param>
public sealed class TokenRequest(string authMethod, string? clientId, IReadOnlyDictionary<string, string> form)
{
    public string AuthMethod { get; } = authMethod;

    public string? ClientId { get; } = clientId;

    public IReadOnlyDictionary<string, string> Form { get; } = form;

    public string? Audience => Form.GetValueOrDefault("audience");

    public string? Scope => Form.GetValueOrDefault("scope");

    public override string ToString() => $"{AuthMethod} by {ClientId}";
}
