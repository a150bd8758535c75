namespace Voidkey.Demo;

/// <summary>Everybody and everything the story is played with.</summary>
internal sealed record Stage(World World, BrokerProcess Broker, CommandLine Cli, Screen Screen, HttpMessageInvoker Http, TimeProvider Time);
