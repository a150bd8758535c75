namespace Voidkey.Contracts;

/// <summary>The body of <c>POST /v1/credentials/mint</c>. Unknown members are refused.</summary>
/// <param name="Keys">The keys asked for, 1–10 names. Duplicates are minted once.</param>
/// <param name="All">True asks for every key of the identity; <paramref name="Keys"/> must then be absent.</param>
/// <param name="Duration">The lifetime asked for in seconds, at least 1. Lowered to the key's cap; absent: the key's own.</param>
public sealed record MintRequest(IReadOnlyList<string>? Keys = null, bool? All = null, long? Duration = null);

/// <summary>The answer to <c>POST /v1/credentials/mint</c>: all the keys asked for, or there is no such answer.</summary>
/// <param name="Credentials">Key name → environment variable → value. The values are secrets.</param>
/// <param name="Keys">Key name → where it came from and until when it works.</param>
/// <param name="ExpiresAt">The earliest expiry among the keys, UTC.</param>
/// <param name="Subject">The caller, as the token named him.</param>
/// <param name="Idp">The configured name of the identity provider that vouched for him.</param>
/// <param name="IssuedAt">When the broker answered, UTC.</param>
/// <param name="MintId">Names this mint in the audit record.</param>
public sealed record MintResponse(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Credentials,
    IReadOnlyDictionary<string, MintedKey> Keys,
    DateTimeOffset ExpiresAt,
    string Subject,
    string Idp,
    DateTimeOffset IssuedAt,
    string MintId);

/// <param name="Provider">The configured name of the access provider.</param>
/// <param name="ExpiresAt">When the cloud stops accepting the credential, UTC, in whole seconds.</param>
public sealed record MintedKey(string Provider, DateTimeOffset ExpiresAt);

/// <summary>One credential in the original's shape: <c>POST /credentials/mint</c> answers key name → this.</summary>
/// <param name="Credentials">Environment variable → value. The values are secrets.</param>
/// <param name="ExpiresAt">When the cloud stops accepting it: <c>yyyy-MM-ddTHH:mm:ssZ</c>.</param>
/// <param name="Metadata">Where it came from.</param>
public sealed record CompatibleCredential(
    IReadOnlyDictionary<string, string> Credentials,
    string ExpiresAt,
    IReadOnlyDictionary<string, string>? Metadata = null);
