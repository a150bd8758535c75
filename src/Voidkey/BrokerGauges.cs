using System.Diagnostics.Metrics;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey;

/// <summary>How the broker is, read when somebody looks: nothing of it costs a mint anything, and nobody is asked.</summary>
internal static class BrokerGauges
{
    /// <summary>Adds the instruments to the meter of <paramref name="host"/>. docs/metrics.md describes each.</summary>
    public static void Add(BrokerHost host, ReplayStores replay, TimeProvider time)
    {
        var meter = host.Meter;
        AddKeys(meter, host);
        AddOwnTokens(meter, host);
        AddAudit(meter, host);
        AddReplay(meter, host, replay);
        AddConfiguration(meter, host);

        var started = time.GetTimestamp();
        meter.CreateObservableGauge("process.uptime", () => time.GetElapsedTime(started).TotalSeconds, "s", "How long the broker has been running.");
    }

    private static void AddKeys(Meter meter, BrokerHost host)
    {
        meter.CreateObservableGauge(
            "voidkey.key_set.age", () => States(host).Where(static of => of.State.Age is not null).Select(static of => Of(of.State.Age!.Value.TotalSeconds, ("idp", of.Idp))), "s", "How old the key set of a client IdP is.");
        meter.CreateObservableCounter("voidkey.key_set.fetches", () => States(host).SelectMany(static of => Fetches("idp", of.Idp, of.State)), "{fetch}", "Fetches of the key set of a client IdP.");
    }

    private static void AddOwnTokens(Meter meter, BrokerHost host)
    {
        meter.CreateObservableGauge(
            "voidkey.broker_token.remaining", () => host.Current.OwnTokens.Select(static of => Of(of.Remaining.TotalSeconds, ("audience", of.Audience))), "s", "How long the broker's own token has to live; 0: there is none.");
        meter.CreateObservableCounter(
            "voidkey.broker_token.fetches", () => host.Current.OwnTokens.SelectMany(static of => Fetches("audience", of.Audience, of.State)), "{fetch}", "Fetches of the broker's own token.");
    }

    private static void AddAudit(Meter meter, BrokerHost host) => meter.CreateObservableGauge(
        "voidkey.audit.failing", () => host.Current.Audit.Sinks.Select(static sink => Of(sink.Fault is null ? 0L : 1, ("sink", sink.Name))), null, "1 while an audit sink accepts no records, so that nothing is minted.");

    private static void AddReplay(Meter meter, BrokerHost host, ReplayStores replay)
    {
        meter.CreateObservableGauge("voidkey.replay.tokens", () => replay.InMemory, "{token}", "Tokens that are remembered in memory because their uses are counted.");
        meter.CreateObservableGauge("voidkey.replay.failing", () => host.Current.Broker.IsReplayStoreHealthy == false ? 1L : 0, null, "1 while uses of tokens cannot be counted, so that such tokens are refused.");
    }

    private static void AddConfiguration(Meter meter, BrokerHost host)
    {
        meter.CreateObservableGauge("voidkey.configuration.info", () => Of(1L, ("hash", host.Current.Snapshot.Hash)), null, "1, for the configuration in force.");
        meter.CreateObservableGauge("voidkey.configuration.loaded.timestamp", () => host.LoadedAt / 1000d, "s", "When the configuration in force was put in force, in seconds since 1970.");
        meter.CreateObservableGauge("voidkey.configuration.refused", () => host.RefusedReloads, "{reload}", "Changed configurations in a row that were not put in force; 0: what is in the files is in force.");
    }

    private static IEnumerable<(string Idp, FetchState State)> States(BrokerHost host) =>
        host.Current.KeysByIdp.Where(static of => of.Keys.State is not null).Select(static of => (of.Idp, of.Keys.State!.Value));

    private static Measurement<long>[] Fetches(string label, string name, FetchState state) =>
        [Of(state.Succeeded, (label, name), ("outcome", BrokerMetrics.Ok)), Of(state.Failed, (label, name), ("outcome", BrokerMetrics.Failed))];

    private static Measurement<T> Of<T>(T value, params ReadOnlySpan<(string Label, string Value)> labels)
        where T : struct
    {
        var tags = new KeyValuePair<string, object?>[labels.Length];
        for (var i = 0; i < tags.Length; i++) tags[i] = new(labels[i].Label, labels[i].Value);
        return new Measurement<T>(value, tags);
    }
}
