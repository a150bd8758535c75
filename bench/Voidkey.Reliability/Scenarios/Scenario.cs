using Voidkey.Reliability.Stage;

namespace Voidkey.Reliability.Scenarios;

/// <summary>One promise, put to the test.</summary>
/// <param name="Promise">As docs/reliability.md says it.</param>
/// <param name="Seconds">How long the main phase usually is.</param>
/// <param name="RunAsync">Measures. The world is new, and closed.</param>
internal sealed record Scenario(string Name, string Promise, int Seconds, WorldPlan Plan, Func<Performance, CancellationToken, Task> RunAsync)
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("outage", "an outage of the callers' providers stops nobody whose key is known", 60, new WorldPlan(Outage.Providers, Outage.FreshFor), Outage.RunAsync),
        new("rotation", "a new key is accepted at once, an old one for as long as it is published", 350, new WorldPlan(), Rotation.RunAsync),
        new("flood", "a flood of unknown keys reaches no provider and slows nobody", 30, new WorldPlan(), Flood.RunAsync),
        new("stampede", "a thousand first mints cost one fetch of each kind", 50, new WorldPlan(), Stampede.RunAsync),
        new("dark-start", "the broker starts before everybody else, and heals by itself", 10, new WorldPlan(), DarkStart.RunAsync),
        new("replicas", "of three brokers behind a proxy one dies, one is restarted, all get another configuration, and no mint is lost", 30, new WorldPlan(), Replicas.RunAsync),
        new("starts", "killed, it serves again at once, and mints", 10, new WorldPlan(), Starts.RunAsync),
        new("burst", "two thousand callers at one moment get each his own", 5, new WorldPlan(Burst.Providers), Burst.RunAsync),
        new("probes", "how it is, it says at once under load, and asks nobody", 15, new WorldPlan(), Probes.RunAsync),
        new("drain", "told to stop, it answers whoever was let in", 60, new WorldPlan(), Drain.RunAsync),
        new("fuzz", "nonsense is refused, in time, by its own status, and leaves nothing behind", 10, new WorldPlan(), Fuzz.RunAsync),
        new("faults", "whatever fails upstream, and however, the caller is told so in time, and nothing of what it said", 120, new WorldPlan(), Faults.RunAsync),
        new("retries", "who fails is not asked twice as much for it, and who refuses is asked once", 30, Retries.Plan, Retries.RunAsync),
        new("isolation", "a cloud that hangs with five hundred mints slows no mint of another", 30, Isolation.Plan, Isolation.RunAsync),
        new("slow-clients", "seven hundred clients that send a byte a second are cut off, and slow nobody", 48, new WorldPlan(), SlowClients.RunAsync),
        new("oversize", "what is too large is refused, and costs no memory", 20, new WorldPlan(), Oversize.RunAsync),
        new("mixed", "whoever asks beside whom, each gets his own verdict and his own credential", 5, Mixed.Plan, Mixed.RunAsync),
        new("soak", "at half of what it can do it goes on as it began", 600, Soak.Plan, Soak.RunAsync),
        new("lure", "nothing in a token makes the broker connect to anybody", 10, new WorldPlan(), LureOfTokens.RunAsync),
    ];
}
