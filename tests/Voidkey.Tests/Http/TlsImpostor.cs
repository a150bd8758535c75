using System.Security.Authentication;
using Voidkey.Testing;

namespace Voidkey.Tests.Http;

/// <summary>Servers with something wrong.</summary>
internal static class TlsImpostor
{
    /// <summary>What may be wrong.</summary>
    public static IReadOnlyList<string> Faults { get; } =
        ["self-signed", "expired", "not yet valid", "another host", "another CA", "for clients only", "issued by who may not", "an old protocol"];

    /// <param name="own">Who issues the certificates with which only one thing is wrong.</param>
    public static TlsServer With(string fault, TestAuthority own)
    {
        using var other = TestAuthority.Root("Another CA");
        using var subordinate = own.Intermediate(mayIssue: false);
#pragma warning disable SYSLIB0039, CA5397, CA5398 // The old protocol is what is tested.
        return fault switch
        {
            "self-signed" => new TlsServer(TestAuthority.SelfSigned()),
            "expired" => new TlsServer(own.Issue(fromDays: -3, untilDays: -1)),
            "not yet valid" => new TlsServer(own.Issue(fromDays: 1, untilDays: 3)),
            "another host" => new TlsServer(own.Issue("elsewhere.example.test")),
            "another CA" => new TlsServer(other.Issue()),
            "for clients only" => new TlsServer(own.Issue(use: "1.3.6.1.5.5.7.3.2")),
            "issued by who may not" => new TlsServer(subordinate.Issue(), [subordinate.PublicHalf()]),
            "an old protocol" => new TlsServer(own.Issue(), protocols: SslProtocols.Tls11),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "there is no such fault"),
        };
#pragma warning restore SYSLIB0039, CA5397, CA5398
    }
}
