using System.Runtime.InteropServices;
using System.Text.Json;
using Voidkey.Demo;
using Voidkey.Testing;

if (!Options.TryRead(args, out var options))
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

var screen = Screen.OfThisProcess();
try
{
    await RunAsync(options, screen, stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    screen.Text("Stopped.");
    return 130;
}
catch (StoryBrokenException broken)
{
    screen.Broken(broken.Message);
    return 1;
}
catch (Exception failure) when (failure is JsonException or HttpRequestException or IOException or InvalidOperationException or FormatException)
{
    screen.Broken($"An answer was not what it should be: {failure}");
    return 1;
}

static async Task RunAsync(Options options, Screen screen, CancellationToken ct)
{
    var time = TimeProvider.System;
    using var http = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    await using var world = await World.StartAsync(time, options.Keep ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(5), ct);
    await using var broker = new BrokerProcess(options, world);
    using var tap = new Tap(broker.Url, world.Timeline);
    await using var door = await LoopbackServer.StartAsync(ct: ct);
    door.Serve(tap.AnswerAsync);

    screen.Title("Voidkey: the whole story on loopback");
    screen.Item("client IdP", $"{world.ClientIdp.Issuer}   vouches for CI jobs");
    screen.Item("broker IdP", $"{world.BrokerIdp.Issuer}   knows the broker");
    screen.Item("cloud", $"{world.StsEndpoint}   trusts the broker IdP, and has never heard of the client's");
    screen.Item("broker", $"{broker.Url}   voidkey-server, a process of its own");

    await broker.WriteConfigurationAsync(ct);
    await broker.CheckConfigurationAsync(ct);
    screen.Kept($"voidkey-server check {Path.GetRelativePath(Environment.CurrentDirectory, broker.ConfigFile)}");
    await broker.StartAsync(http, time, ct);
    screen.Kept($"voidkey-server runs (pid {broker.ProcessId}) and says it is healthy");

    await new Story(new Stage(world, broker, new CommandLine(options.Cli, door.Origin, tap), screen, http, time)).TellAsync(ct);

    screen.Text();
    if (options.Keep) await ByHand.InviteAsync(options, world, broker, screen, ct);
    else screen.Text("All of it was seen. To try it by hand: ./demo.sh --keep");
}
