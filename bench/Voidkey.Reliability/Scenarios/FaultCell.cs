using Voidkey.Reliability.Stage;

namespace Voidkey.Reliability.Scenarios;

/// <summary>One way to fail of one upstream, before the broker knew it or after.</summary>
internal sealed record FaultCell(FaultTarget Target, UpstreamFault Fault, bool IsWarm)
{
    private const int AtOnce = 3;
    private static readonly TimeSpan HealLimit = TimeSpan.FromSeconds(30);

    /// <summary>The wait for what is held to grow old, apart from a fault that keeps everybody waiting.</summary>
    public bool IsLong => IsWarm && Target.IsOfKeys;

    public static IEnumerable<FaultCell> All =>
        from target in FaultTarget.All
        from isWarm in new[] { false, true }
        where !isWarm || target.HasWarm
        from fault in UpstreamFault.All
        select new FaultCell(target, fault, isWarm);

    public override string ToString() => $"{Target.Name}, {(IsWarm ? "warm" : "cold")}: {Fault}";

    public async Task<FaultOutcome> RunAsync(World stage, TimeProvider time, CancellationToken ct)
    {
        await using var world = await stage.BesideAsync(new WorldPlan(FreshFor: FaultTarget.FreshFor, Clouds: [Target.Cloud], IsSecure: Fault.IsOfTls), ct);
        if (IsWarm && Target.Serves is { } serves && !Target.IsOfKeys) world.Brokers.Idp.Tokens.Lifetime = serves;
        var site = Target.SiteOf(world);
        await world.OpenAsync(ct);
        if (!IsWarm) await Fault.BreakAsync(site, Target.Path);
        await world.StartAsync(ct);

        var outcome = new FaultOutcome(this);
        if (IsWarm && await world.UntilAsync(async () => await world.Load.StatusAsync(world.Mint(0)) == 200, HealLimit, ct) is null) throw new StageException($"{this}: nothing is minted\n{world.Server.Log}");
        var visits = IsWarm ? Visits(site) : 0;
        if (IsWarm) await Fault.BreakAsync(site, Target.Path);
        if (IsWarm && Target.Serves is { } held)
        {
            if (!Target.IsOfKeys) outcome.AddHeld(await AskAsync(world, time, ct));
            await Task.Delay(held, time, ct);
        }

        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => AskAsync(world, time, ct)))) outcome.Add(answer);
        if (!Fault.IsSlow) outcome.Add(await AskAsync(world, time, ct));
        outcome.IsMet = site.Shown > 0 || Visits(site) > visits || !site.IsOpen;

        await site.HealAsync(ct);
        world.Brokers.Idp.Tokens.Lifetime = TimeSpan.FromMinutes(10);
        outcome.Healed = await world.UntilAsync(async () => await world.Load.StatusAsync(world.Mint(0)) == 200, HealLimit, ct);
        outcome.End(world);
        return outcome;
    }

    private int Visits(Site site) => Target.Path is { } path ? site.Asked(path).Count : site.Visits;

    private static async Task<FaultAnswer> AskAsync(World world, TimeProvider time, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Measuring.OpenLoop.Patience);
        var started = time.GetTimestamp();
        try
        {
            using var request = world.Mint(0);
            using var answer = await world.Http.SendAsync(request, limit.Token);
            var text = await answer.Content.ReadAsStringAsync(limit.Token);
            return new FaultAnswer((int)answer.StatusCode, time.GetElapsedTime(started), $"{answer.Headers}{answer.Content.Headers}{text}");
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && failure is HttpRequestException or IOException or OperationCanceledException)
        {
            return new FaultAnswer(0, time.GetElapsedTime(started), "");
        }
    }
}
