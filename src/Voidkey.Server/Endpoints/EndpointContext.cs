using Voidkey.Configuration;

namespace Voidkey.Server.Endpoints;

/// <summary>What the endpoints share.</summary>
internal sealed record EndpointContext(BrokerSnapshot Snapshot, BrokerHost Host, TimeProvider Time)
{
    public Broker Broker => Host.Broker;

    public int MaxKeys => Snapshot.Settings.MaxKeys;
}
