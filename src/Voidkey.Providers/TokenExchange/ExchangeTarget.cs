namespace Voidkey.Providers.TokenExchange;

/// <summary>What one key asks for (RFC 8693 §2.1).</summary>
/// <param name="Audience">Logical names of where the token is for.</param>
/// <param name="Resource">URIs of where the token is for.</param>
/// <param name="Scopes">What it is to be good for.</param>
/// <param name="RequestedType">The type of token; null: the server chooses.</param>
internal sealed record ExchangeTarget(IReadOnlyList<string> Audience, IReadOnlyList<string> Resource, IReadOnlyList<string> Scopes, string? RequestedType);
