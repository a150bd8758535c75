using Voidkey.Identity;

namespace Voidkey;

/// <summary>What leaves the broker: recorded, and for this caller only.</summary>
/// <param name="MintId">Names the mint in the audit record.</param>
/// <param name="Keys">In the order asked for.</param>
public sealed record Minted(string MintId, Principal Principal, DateTimeOffset IssuedAt, IReadOnlyList<MintedEnvironment> Keys);

/// <summary>One key's credential as the caller's tools read it. Not a record: records print their members.</summary>
/// <param name="key">The key's name.</param>
/// <param name="provider">The access provider's name.</param>
/// <param name="expiresAt">When the cloud stops accepting it.</param>
/// <param name="variables">Environment variable → value, in the order of the configuration. Secret.</param>
/// <param name="metadata">What the provider tells about it. Nothing secret.</param>
public sealed class MintedEnvironment(
    string key, string provider, DateTimeOffset expiresAt, IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, string> metadata)
{
    public string Key { get; } = key;

    public string Provider { get; } = provider;

    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    public IReadOnlyDictionary<string, string> Variables { get; } = variables;

    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata;
}
