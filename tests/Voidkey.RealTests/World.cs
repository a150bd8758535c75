using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

[assembly: AssemblyFixture(typeof(Voidkey.RealTests.World))]

namespace Voidkey.RealTests;

/// <summary>
/// What stands around a broker: the callers' identity provider, the broker's own, and a cloud account with two buckets and three roles.
/// Started once for all tests, ended after the last one.
/// </summary>
public sealed class World : IAsyncLifetime
{
    private readonly IdentityProvider _callers = new("callers-idp");
    private readonly IdentityProvider _brokers = new("brokers-idp");
    private readonly CephGateway _cloud = new();
    private string? _noIdentities;
    private string? _noCloud;

    /// <summary>Vouches for CI jobs: <c>ci-job</c> and <c>other-job</c>.</summary>
    internal IdentityProvider Callers => Given(_callers, _noIdentities);

    /// <summary>Vouches for the broker, at the cloud.</summary>
    internal IdentityProvider Brokers => Given(_brokers, _noIdentities);

    internal CephGateway Cloud => Given(_cloud, _noIdentities ?? _noCloud);

    public async ValueTask InitializeAsync()
    {
        _noIdentities = await IdentityProvider.InstallAsync();
        _noCloud = CephGateway.WhyNot();
        if (_noIdentities is not null) return;

        try
        {
            await StartAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _callers.DisposeAsync();
        await _brokers.DisposeAsync();
        await _cloud.DisposeAsync();
        RunFolder.Remove();
    }

    private async Task StartAsync()
    {
        await Task.WhenAll(_callers.StartAsync(), _brokers.StartAsync(), _noCloud is null ? _cloud.StartAsync() : Task.CompletedTask);
        if (_noCloud is null) await CloudAccount.SetUpAsync(_cloud.Admin, _brokers);
    }

    private static T Given<T>(T server, string? missing)
    {
        Absent.Refuse(missing);
        return server;
    }
}
