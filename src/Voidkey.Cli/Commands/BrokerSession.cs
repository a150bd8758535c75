using Voidkey.Cli.Broker;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Commands;

/// <summary>A broker to talk to, and who we say we are.</summary>
internal sealed record BrokerSession(BrokerClient Client, Secret Bearer, Setting? Idp) : IDisposable
{
    public static async Task<Result<BrokerSession>> OpenAsync(Invocation invocation, IdentityOptions identity, CancellationToken ct)
    {
        if (!BrokerUrl.Read(invocation).TryGet(out var url, out var failure)) return failure;

        if (!BrokerClient.Open(url, invocation).TryGet(out var client, out failure)) return failure;

        // A source may ask the broker for whom the token must be: over the connection that the request itself then uses.
        if ((await new TokenChain(invocation, identity, client).GetAsync(ct)).TryGet(out var bearer, out failure)) return new BrokerSession(client, bearer, invocation.Find(identity.Idp));
        client.Dispose();
        return failure;
    }

    /// <summary>The token's issuer picks the identity provider; a caller can only insist on one.</summary>
    public Failure? RefuseUnlessFrom(string idp) => Idp is null || Idp.Value == idp
        ? null
        : new Failure(
            ExitCode.Authentication,
            FailureCodes.WrongIdp,
            $"the broker knows you through {idp}, not through {Idp.Value}",
            "the issuer of the token picks the identity provider",
            $"use a token of {Idp.Value}, or leave {Idp.Origin} out");

    public void Dispose() => Client.Dispose();
}
