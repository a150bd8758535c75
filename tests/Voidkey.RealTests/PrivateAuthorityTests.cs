using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>An identity provider behind https, with a certificate of an authority that the machine does not know.</summary>
public sealed class PrivateAuthorityTests(World world)
{
    // What OpenSSL, and .NET with it, takes for the machine's authorities.
    private const string SystemAuthorities = "SSL_CERT_FILE";

    [Fact]
    public async Task Its_keys_are_had_where_the_authority_is_named_and_nowhere_else()
    {
        var (own, other) = (await ServerCertificate.MakeAsync("own"), await ServerCertificate.MakeAsync("other"));
        _ = world.Callers;
        await using var provider = new IdentityProvider("private-authority", certificate: own);
        await provider.StartAsync();
        var token = await provider.TokenAsync(BrokerSetup.Subject);

        Assert.Equal(200, await KeysAsync(provider, token, caFile: own.AuthorityFile));
        Assert.Equal(503, await KeysAsync(provider, token, caFile: null));
        Assert.Equal(503, await KeysAsync(provider, token, caFile: other.AuthorityFile));

        // As if the authority were a public one: then a private one that is named takes its place.
        Assert.Equal(200, await KeysAsync(provider, token, caFile: null, system: own.AuthorityFile));
        Assert.Equal(503, await KeysAsync(provider, token, caFile: other.AuthorityFile, system: own.AuthorityFile));
    }

    private async Task<int> KeysAsync(IdentityProvider provider, string token, string? caFile, string? system = null)
    {
        await using var broker = await BrokerServer.StartAsync(BrokerSetup.WithoutCloud(world) with
        {
            Callers = provider.Issuer,
            MoreOfClientIdp = caFile is null ? "" : $"caFile: {caFile}",
            MoreEnvironment = system is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [SystemAuthorities] = system },
        });
        var answer = await Http.GetAsync($"{broker.Url}/v1/credentials/keys", token);
        if (answer.Status != 200) answer.Is(503, "SERVICE_UNAVAILABLE", "caller_keys");
        return answer.Status;
    }
}
