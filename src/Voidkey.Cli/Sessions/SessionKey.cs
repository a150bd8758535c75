using System.Security.Cryptography;
using System.Text;

namespace Voidkey.Cli.Sessions;

/// <summary>What there is one session of: a broker and one of its identity providers. A token that was got for one broker is never shown to another.</summary>
/// <param name="Broker">The broker's base URL, as <see cref="Broker.BrokerUrl"/> writes it.</param>
/// <param name="Idp">What that broker calls the identity provider.</param>
internal sealed record SessionKey(string Broker, string Idp)
{
    /// <summary>Names its files. NUL is in neither part, so no other pair makes the same bytes.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Broker}\0{Idp}")))[..32];
}
