using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Voidkey.Identity;

/// <summary>The usable keys of one JWK set (RFC 7517 §5). Immutable.</summary>
internal sealed class KeySet
{
    private const int MaxKeys = 256;

    private readonly Dictionary<(string KeyId, SignatureAlgorithm Algorithm), SigningKey[]> _byId;
    private readonly SigningKey[] _keys;

    private KeySet(SigningKey[] keys, IReadOnlyList<UnfitKey> unfit)
    {
        (_keys, Unfit) = (keys, unfit);
        _byId = keys
            .Where(static key => key.KeyId is not null)
            .SelectMany(static key => key.Algorithms.Select(algorithm => (Id: (key.KeyId!, algorithm), Key: key)))
            .GroupBy(static entry => entry.Id, static entry => entry.Key)
            .ToDictionary(static group => group.Key, static group => group.ToArray());
    }

    /// <summary>How many keys are usable, at least one.</summary>
    public int Count => _keys.Length;

    /// <summary>The others, in the order of the document.</summary>
    public IReadOnlyList<UnfitKey> Unfit { get; }

    /// <summary>Why they are unfit, each reason once, for the log.</summary>
    public string WhyUnfit => Reasons(Unfit);

    /// <returns>False where the document is no key set, or no key of it can be used.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> document, IReadOnlyList<SignatureAlgorithm> allowed, [NotNullWhen(true)] out KeySet? set, [NotNullWhen(false)] out string? fault)
    {
        (set, fault) = (null, null);
        if (!StrictJson.TryReadObject(document, out var root)) fault = "the key set is not a strict JSON object";
        else if (!root.TryGetProperty("keys", out var keys) || keys.ValueKind != JsonValueKind.Array) fault = "the key set has no list 'keys'";
        else if (keys.GetArrayLength() > MaxKeys) fault = $"the key set has more than {MaxKeys} keys";
        else set = Read(keys, allowed, out fault);
        return set is not null;
    }

    /// <summary>The keys that may have made a signature. Without a <c>kid</c> only an only key can be meant.</summary>
    public SigningKey[] Find(string? keyId, SignatureAlgorithm algorithm)
    {
        if (keyId is not null) return _byId.GetValueOrDefault((keyId, algorithm), []);

        SigningKey[] fitting = [.. _keys.Where(key => key.Algorithms.Contains(algorithm))];
        return fitting.Length == 1 ? fitting : [];
    }

    // RFC 7517 §5: a key that cannot be used is passed over; it must not take its neighbours down.
    private static KeySet? Read(JsonElement keys, IReadOnlyList<SignatureAlgorithm> allowed, out string? fault)
    {
        var usable = new List<SigningKey>();
        var unfit = new List<UnfitKey>();
        foreach (var (index, jwk) in keys.EnumerateArray().Index())
        {
            if (JsonWebKey.TryRead(jwk, allowed, out var key, out var why)) usable.Add(key);
            else unfit.Add(new UnfitKey(index, why));
        }

        fault = usable.Count > 0 ? null : unfit.Count == 0 ? "the key set is empty" : $"no key of the set can be used: {Reasons(unfit)}";
        return usable.Count > 0 ? new KeySet([.. usable], unfit) : null;
    }

    private static string Reasons(IEnumerable<UnfitKey> unfit) => string.Join("; ", unfit.Select(static key => key.Why).Distinct());
}

/// <summary>A key of a set that is never used.</summary>
/// <param name="Index">Where it stands in <c>keys</c>, from 0.</param>
/// <param name="Why">What is wrong with it.</param>
internal sealed record UnfitKey(int Index, string Why);
