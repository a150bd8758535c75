using Voidkey.Access;
using Voidkey.BrokerIdentity;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Providers;
using Voidkey.Testing;
using Voidkey.Tests.Configuration;
using Voidkey.Tests.Http;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>A cloud with a certificate of an authority of its own, over real sockets.</summary>
public sealed class PrivateAuthorityTests
{
    [Theory]
    [InlineData("aws-sts"), InlineData("minio-sts")]
    public async Task A_cloud_is_shown_our_token_only_where_its_authority_is_named(string type)
    {
        using var own = TestAuthority.Root();
        using var other = TestAuthority.Root("Another CA");
        using var cloud = new TlsServer(own.Issue());

        Assert.Equal(BrokerErrorCode.CloudUnreachable, await MintAsync(type, cloud, caFile: null));
        Assert.Equal(BrokerErrorCode.CloudUnreachable, await MintAsync(type, cloud, other.Pem));
        Assert.Equal(0, cloud.Received);

        // It says "ok", which is no credential: so it was asked.
        Assert.Equal(BrokerErrorCode.MintInvalidResponse, await MintAsync(type, cloud, own.Pem));
        Assert.NotEqual(0, cloud.Received);
    }

    private static async Task<BrokerErrorCode> MintAsync(string type, TlsServer cloud, string? caFile)
    {
        using var folder = new ConfigFolder();
        using var http = new OutboundHttp();
        if (caFile is not null) folder.Write("ca.pem", caFile);
        var trust = caFile is null ? "" : "\n    caFile: ca.pem";
        var file = folder.Write("config.yaml", Yaml.With("type: aws-sts", $"type: {type}\n    endpoint: {cloud.Origin}{trust}"));
        var loaded = ConfigLoader.Load(file, new ConfigEnvironment(new Dictionary<string, string>()), BuiltInProviders.Create(http, TimeProvider.System));
        Assert.Empty(loaded.Problems);

        var claims = System.Text.Json.JsonDocument.Parse("{}").RootElement;
        var principal = new Principal(The.Idp, The.Issuer, The.Subject, The.Moment, The.Moment, claims);
        var key = loaded.Snapshot!.Identities.Single().Keys.Single().Key;
        var minted = await key.MintAsync(new MintContext(new BrokerToken(new Secret("our-token"), TimeSpan.FromMinutes(5)), principal, TimeSpan.FromMinutes(15)), The.Limit);
        return minted.TryGet(out _, out var error) ? throw new InvalidOperationException("minted") : error.Code;
    }
}
