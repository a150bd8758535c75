using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Voidkey.Testing;

/// <summary>Private keys that are expensive to make, lent to one <see cref="SigningKey"/> at a time.</summary>
/// <remarks>
/// Making an RSA key takes as long as a hundred tests. A key is lent again only after its last holder was collected, and the
/// longest-returned first, so two keys that a test can see are never the same one.
/// </remarks>
internal sealed class KeyMaterial
{
    private const int RestBeforeReuse = 4;
    private const int Plenty = 12;
    private readonly ConcurrentQueue<byte[]> _returned = new();
    private int _made;

    public static KeyMaterial Shared { get; } = new();

    public byte[] TakeRsa()
    {
        if (_made >= Plenty && _returned.Count <= RestBeforeReuse)
        {
            // Dearer than a test, far cheaper than a key.
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        if (_returned.Count > RestBeforeReuse && _returned.TryDequeue(out var pkcs8)) return pkcs8;

        Interlocked.Increment(ref _made);
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKey();
    }

    public void Return(byte[] pkcs8) => _returned.Enqueue(pkcs8);
}
