using Microsoft.Extensions.Logging;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Identity;

namespace Voidkey.Replay;

/// <summary>Counts in a Redis, in one round trip a use. While it cannot be used, tokens are refused; it is tried again once a second.</summary>
internal sealed class RedisReplayStore : IReplayStore
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    // For instances whose clocks differ: a use outlives its token by so much.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly RedisSettings _settings;
    private readonly Func<CancellationToken, Task<Stream>> _open;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _keeping;
    private volatile Task<Fetched<RedisConnection>> _attempt = Task.FromResult(new Fetched<RedisConnection>(null, "not tried yet"));

    /// <summary>Begins to connect, and returns at once.</summary>
    /// <param name="open">Opens a stream to the Redis.</param>
    public RedisReplayStore(RedisSettings settings, Func<CancellationToken, Task<Stream>> open, TimeProvider time, ILogger logger)
    {
        (_settings, _open, _time, _logger) = (settings, open, time, logger);
        _keeping = KeepConnectedAsync(_ended.Token);
    }

    public bool? IsHealthy => _attempt is { IsCompletedSuccessfully: true, Result: var made } ? made.Value is { Closed.IsCompleted: false } : null;

    public async ValueTask<Result<TokenUse>> TakeAsync(TokenUse use, CancellationToken ct)
    {
        var connected = await ConnectedAsync(ct);
        if (connected.Value is not { } connection) return BrokerError.ReplayStore(connected.Fault);
        if (ct.IsCancellationRequested) return BrokerError.ReplayStore("the time of the request was up");

        var sent = await connection.SendAsync(RedisCommand.Take(KeyOf(use), use.Allowed, use.Until - _time.GetUtcNow() + Margin), _settings.Timeout, ct);
        switch (sent.Value)
        {
            case RedisCommand.Done:
                return use;
            case RedisCommand.Spent:
                return BrokerError.Spent(use.Allowed);
            case { } unexpected:
                connection.Close(Describe(unexpected));
                return BrokerError.ReplayStore(Describe(unexpected));
            default:
                return BrokerError.ReplayStore(sent.Fault);
        }
    }

    public async ValueTask GiveBackAsync(TokenUse use, CancellationToken ct)
    {
        // Sent also when the request's time is up; it is the answer that nobody waits for then.
        if (_attempt is { IsCompletedSuccessfully: true, Result.Value: { } connection }) await connection.SendAsync(RedisCommand.GiveBack(KeyOf(use)), _settings.Timeout, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _keeping;
        _ended.Dispose();
    }

    private string KeyOf(TokenUse use) => RedisCommand.KeyOf(_settings.KeyPrefix, use);

    /// <summary>The connection; while one is being made, mints wait for it, but never for the next try.</summary>
    private async ValueTask<Fetched<RedisConnection>> ConnectedAsync(CancellationToken ct)
    {
        try
        {
            return await _attempt.WaitAsync(_settings.Timeout, _time, ct);
        }
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException)
        {
            return new(null, "no connection in time");
        }
    }

    private async Task KeepConnectedAsync(CancellationToken ct)
    {
        var isKnownToFail = false;
        while (!ct.IsCancellationRequested)
        {
            var begun = _time.GetTimestamp();
            _attempt = ConnectAsync(ct);
            var (connection, fault) = await _attempt;
            if (connection is not null)
            {
                _logger.ReplayStoreConnected(_settings.Endpoint);
                isKnownToFail = false;
                await using (ct.UnsafeRegister(static state => ((RedisConnection)state!).Dispose(), connection)) fault = await connection.Closed;
            }

            if (ct.IsCancellationRequested) return;
            if (!isKnownToFail) _logger.ReplayStoreLost(_settings.Endpoint, fault);
            isKnownToFail = true;

            // One that has lasted is made anew at once.
            if (RetryInterval - _time.GetElapsedTime(begun) is { Ticks: > 0 } rest) await Task.Delay(rest, _time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Connects, and counts a use of nothing: whoever may not write, or has no room, is not connected.</summary>
    private async Task<Fetched<RedisConnection>> ConnectAsync(CancellationToken ct)
    {
        await Task.Yield();
        using var limit = new CancellationTokenSource(ConnectLimit, _time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            var connection = new RedisConnection(await _open(ended.Token), _time);
            if (await GreetAsync(connection, ended.Token) is not { } fault) return new(connection, "");
            connection.Close(fault);
            return new(null, fault);
        }
        catch (OperationCanceledException)
        {
            return new(null, $"no connection within {ConnectLimit.TotalSeconds:0} s");
        }
        catch (Exception failure)
        {
            // No name, no route, no certificate; or a bug, which must not end the trying.
            return new(null, failure.Message);
        }
    }

    private async Task<string?> GreetAsync(RedisConnection connection, CancellationToken ct)
    {
        if (_settings.Password is { } password)
        {
            var accepted = await connection.SendAsync(RedisCommand.Authenticate(_settings.Username, password), ConnectLimit, ct);
            if (accepted.Value != RedisCommand.Ok) return Fault(accepted);
        }

        var counted = await connection.SendAsync(RedisCommand.Take($"{_settings.KeyPrefix}probe", int.MaxValue, RetryInterval), ConnectLimit, ct);
        return counted.Value == RedisCommand.Done ? null : Fault(counted);
    }

    private static string Fault(Fetched<string> answer) => answer.Value is { } line ? Describe(line) : answer.Fault;

    // Its kind alone, WRONGPASS or OOM: what follows may repeat what was sent, and so the password.
    private static string Describe(string line)
    {
        var kind = line[1..].Split(' ')[0];
        return line[0] == '-' && kind.Length <= 32 && kind.All(char.IsAsciiLetterUpper) ? $"it answered {kind}" : "an answer is none that was asked for";
    }
}
