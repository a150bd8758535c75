using Voidkey.Server.Hosting;

namespace Voidkey.Server.Endpoints;

/// <summary>What the endpoints share.</summary>
/// <param name="Host">Has the broker in force. A request reads <see cref="BrokerHost.Current"/> once, so that its answer is of one configuration.</param>
/// <param name="Readiness">Whether callers should come here.</param>
/// <param name="Reload">Reads the configuration again.</param>
internal sealed record EndpointContext(BrokerHost Host, TimeProvider Time, Readiness Readiness, ConfigReload Reload);
