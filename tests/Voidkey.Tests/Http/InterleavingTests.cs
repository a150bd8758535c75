using Microsoft.Extensions.Time.Testing;
using Voidkey.BrokerIdentity;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Http;

/// <summary>The two caches that everybody shares, in ten thousand orders of events each. A failure names its seed.</summary>
public sealed class InterleavingTests
{
    private const int Seeds = 10_000;
    private const int Callers = 5;
    private const int Asks = 3;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan[] Steps = [TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(31), TimeSpan.FromMinutes(9)];
    private static readonly SignatureAlgorithm Algorithm = SignatureAlgorithm.Find("ES256")!;
    private static readonly (KeySet Old, KeySet Both, string OldId, string NewId) Keys = TwoSets();

    [Fact]
    public void Keys_are_fetched_by_one_at_a_time_and_a_key_at_hand_is_always_found()
    {
        for (var seed = 0; seed < Seeds; seed++) Check(seed, KeysAsync);
    }

    [Fact]
    public void A_token_is_fetched_by_one_at_a_time_and_one_at_hand_is_given_without_a_wait()
    {
        for (var seed = 0; seed < Seeds; seed++) Check(seed, TokensAsync);
    }

    private static void Check(int seed, Func<Stage, (Func<Task> Ask, Func<Task<bool>> IsWell)> set)
    {
        var stage = new Stage(seed);
        var (ask, isWell) = set(stage);
        List<Task> tasks = [.. Enumerable.Range(0, Callers).Select(_ => stage.Scheduler.Start(ask)), stage.Scheduler.Start(stage.OperateAsync)];
        stage.Scheduler.Run();

        // Whoever still waits is waiting for a limit, and for nothing else.
        for (var i = 0; i < 20 && tasks.Exists(static task => !task.IsCompleted); i++) stage.Pass(Steps[2]);
        Assert.True(tasks.TrueForAll(static task => task.IsCompleted), $"seed {seed}: somebody waits for ever");
        foreach (var failed in tasks.Where(static task => task.IsFaulted)) Assert.Fail($"seed {seed}: {failed.Exception!.InnerException!.Message}");

        // Once all is well, and as soon as it may be asked, it is served.
        stage.Failure = 0;
        stage.Pass(Steps[3]);
        var last = stage.Scheduler.Start(async () => stage.Require(await isWell(), "it did not heal"));
        stage.Scheduler.Run();
        Assert.True(last.IsCompletedSuccessfully, $"seed {seed}: {last.Exception?.InnerException?.Message ?? "the last one waits for ever"}");
        Assert.True(stage.Fault is null, $"seed {seed}: {stage.Fault}");
        Assert.True(stage.Fetches <= stage.MostFetches(), $"seed {seed}: {stage.Fetches} fetches, {stage.MostFetches()} at most");
        Assert.False(stage.Scheduler.HasEscaped, $"seed {seed}: something went on outside the schedule");
    }

    private static (Func<Task> Ask, Func<Task<bool>> IsWell) KeysAsync(Stage stage)
    {
        var isPublished = false;
        var keys = new SigningKeys("ci", ct => stage.FetchAsync(() => isPublished ? Keys.Both : Keys.Old, ct), KeyCachePolicy.Default, stage.Time);
        stage.Operations.Add(() => isPublished = true);

        // One a second until the first good one, which may be one of those of the next half minute; from then on one in 30 s.
        stage.MostFetches = () => (int)((stage.FirstGood ?? stage.Elapsed).TotalSeconds + 1) + (stage.FirstGood is { } first ? 1 + (int)((stage.Elapsed - first) / KeyCachePolicy.Default.Cooldown) : 0);
        return (AskAsync, async () => (await keys.FindAsync(isPublished ? Keys.NewId : Keys.OldId, Algorithm, CancellationToken.None)).TryGet(out _, out _));

        async Task AskAsync()
        {
            for (var i = 0; i < Asks; i++)
            {
                await stage.PauseAsync();
                using var limit = new CancellationTokenSource(Deadline, stage.Time);
                var isHeld = keys.State?.Age is { } age && age < KeyCachePolicy.Default.FreshFor;
                var id = stage.Scheduler.Below(3) switch { 0 => Keys.OldId, 1 => Keys.NewId, _ => "nobody's" };
                var found = await keys.FindAsync(id, Algorithm, limit.Token);
                if (found.TryGet(out var some, out var error)) stage.Require(some.Length == 1 && id != "nobody's", "a key that is none");
                else stage.Require(!(isHeld && id == Keys.OldId) && error.Code is BrokerErrorCode.InvalidToken or BrokerErrorCode.CallerKeysUnavailable, $"{error.Code} for {id}, {error.Cause}");
            }
        }
    }

    private static (Func<Task> Ask, Func<Task<bool>> IsWell) TokensAsync(Stage stage)
    {
        var (lifetime, issued) = (TimeSpan.FromSeconds(10), 0);
        var source = new CachedTokenSource((_, ct) => stage.FetchAsync(() => new BrokerToken(new Secret($"{++issued}"), lifetime, null), ct), stage.Time);

        // After one that failed, one a second.
        stage.MostFetches = () => issued + 1 + (int)stage.Elapsed.TotalSeconds;
        return (AskAsync, async () => (await source.GetTokenAsync("sts", CancellationToken.None)).TryGet(out _, out _));

        async Task AskAsync()
        {
            var last = 0;
            for (var i = 0; i < Asks; i++)
            {
                await stage.PauseAsync();
                using var limit = new CancellationTokenSource(Deadline, stage.Time);
                var isHeld = source.HasToken;
                var asking = source.GetTokenAsync("sts", limit.Token);
                stage.Require(!isHeld || asking.IsCompletedSuccessfully, "somebody waits although a token is at hand");
                var given = await asking;
                stage.Require(!isHeld || given.TryGet(out _, out _), "a token at hand was not given");
                if (!given.TryGet(out var token, out var error)) stage.Require(error.Code is BrokerErrorCode.BrokerIdentityUnavailable, $"{error.Code}");
                else stage.Require(int.Parse(token.Value.Reveal(), System.Globalization.CultureInfo.InvariantCulture) is var number && number >= last && (last = number) > 0, "an older token after a newer one");
            }
        }
    }

    private static (KeySet Old, KeySet Both, string OldId, string NewId) TwoSets()
    {
        var (old, other) = (Testing.SigningKey.Create("ES256"), Testing.SigningKey.Create("ES256"));
        return (Set(old), Set(old, other), old.KeyId, other.KeyId);

        static KeySet Set(params Testing.SigningKey[] keys)
        {
            var json = $"{{\"keys\":[{string.Join(',', keys.Select(static key => key.PublicJwk().ToJsonString()))}]}}";
            return KeySet.TryRead(System.Text.Encoding.UTF8.GetBytes(json), [Algorithm], out var set, out var fault) ? set : throw new InvalidOperationException(fault);
        }
    }

    /// <summary>An upstream, a clock, and somebody who changes both.</summary>
    private sealed class Stage(int seed)
    {
        private int _fetching;

        public SeededScheduler Scheduler { get; } = new(seed);

        public FakeTimeProvider Time { get; } = new(The.Moment);

        /// <summary>0: it answers, 1: it fails, 2: it hangs.</summary>
        public int Failure { get; set; }

        public List<Action> Operations { get; } = [];

        /// <summary>What went wrong where nobody could say so: within a fetch.</summary>
        public string? Fault { get; private set; }

        public int Fetches { get; private set; }

        /// <summary>How many fetches there may have been by now.</summary>
        public Func<int> MostFetches { get; set; } = static () => int.MaxValue;

        public TimeSpan Elapsed => Time.GetUtcNow() - The.Moment;

        /// <summary>When the first good fetch was over; null: there was none.</summary>
        public TimeSpan? FirstGood { get; private set; }

        public void Require(bool holds, string otherwise)
        {
            if (!holds) throw new InvalidOperationException(otherwise);
        }

        public void Pass(TimeSpan step)
        {
            Time.Advance(step);
            Scheduler.Run();
        }

        public async Task PauseAsync()
        {
            for (var i = Scheduler.Below(4); i > 0; i--) await Task.Yield();
        }

        public async Task<Fetched<T>> FetchAsync<T>(Func<T> value, CancellationToken ct)
            where T : class
        {
            Fetches++;
            if (++_fetching > 1) Fault = "two fetches at a time";
            try
            {
                await PauseAsync();
                if (Failure == 2) await Task.Delay(Timeout.InfiniteTimeSpan, Time, ct);
                if (Failure != 0) return new(null, "status 500");
                FirstGood ??= Elapsed;
                return new(value(), "");
            }
            catch (OperationCanceledException)
            {
                return new(null, "no answer in time");
            }
            finally
            {
                _fetching--;
            }
        }

        public async Task OperateAsync()
        {
            Failure = Scheduler.Below(3);
            for (var i = 0; i < 8; i++)
            {
                await PauseAsync();
                switch (Scheduler.Below(4))
                {
                    case 0: Failure = Scheduler.Below(3); break;
                    case 1 when Operations.Count > 0: Operations[0](); break;
                    default: Time.Advance(Steps[Scheduler.Below(Steps.Length)]); break;
                }
            }
        }
    }
}
