using System.Collections.Frozen;

namespace Voidkey.Access;

/// <summary>What the cloud gave: the fields that outputs refer to, and what may be told about them.</summary>
/// <remarks>Not a record: records print their members.</remarks>
/// <param name="fields">Field name → value, all of <see cref="IBoundKey.Fields"/>.</param>
/// <param name="expiresAt">When the cloud stops accepting it, as the cloud said.</param>
/// <param name="reference">What names the credential without being secret (an access key id, a token's <c>jti</c>), for the audit record.</param>
public sealed class MintedCredential(IReadOnlyDictionary<string, Secret> fields, DateTimeOffset expiresAt, string reference)
{
    public IReadOnlyDictionary<string, Secret> Fields { get; } = fields;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public string Reference { get; } = reference;

    /// <summary>What the compatible surface says beside <c>provider</c> and <c>keyName</c>. Nothing secret.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;
}
