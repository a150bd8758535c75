using System.Collections.Frozen;

namespace Voidkey.Policy;

/// <summary>One entry of <c>clientIdentities</c>, resolved.</summary>
internal sealed class IdentityRule(string idp, string subject, IReadOnlyList<KeyRule> keys)
{
    private readonly FrozenDictionary<string, KeyRule> _byName = keys.ToFrozenDictionary(static key => key.Name, StringComparer.Ordinal);

    public string Idp { get; } = idp;

    public string Subject { get; } = subject;

    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<KeyRule> Keys { get; } = keys;

    public KeyRule? Find(string name) => _byName.GetValueOrDefault(name);
}
