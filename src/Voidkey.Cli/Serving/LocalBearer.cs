using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Serving;

/// <summary>What a program shows to be answered: made anew for each run, and known to whoever sees the run's environment.</summary>
internal sealed class LocalBearer
{
    /// <summary>256 bits, in characters that any header and any shell take.</summary>
    public Secret Value { get; } = new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>In constant time: nobody learns how much of a guess was right.</summary>
    public bool Is(string? shown) => shown is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(Value.Reveal()));
}
