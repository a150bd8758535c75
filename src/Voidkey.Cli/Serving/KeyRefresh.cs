using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Serving;

/// <summary>Mints keys again, one at a time, long after the command line was read. Each time a token is looked for anew.</summary>
/// <param name="order">What was asked for.</param>
/// <param name="limit">For one mint.</param>
internal sealed class KeyRefresh(Invocation invocation, MintOptions options, MintOrder order, TimeSpan minTtl, TimeSpan limit) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public FreshKey Of(KeyCredentials key) => new(ct => MintAsync(key.Name, ct), key, minTtl, invocation.Surroundings.Time);

    public void Dispose() => _one.Dispose();

    private async Task<Result<KeyCredentials>> MintAsync(string name, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            var time = invocation.Surroundings.Time;
            using var deadline = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
            invocation.Deadline = time.GetUtcNow() + limit;
            if (!(await WithinAsync(name, ct, either.Token)).TryGet(out var minting, out var failure))
            {
                invocation.Messages.Warn($"{name} was not minted again: {failure.Message}");
                return failure with { Message = invocation.Messages.Conceal(failure.Message) };
            }

            invocation.Messages.Verbose($"minted {name} again, until {Instants.Format(minting.Keys[0].ExpiresAt)}");
            return minting.Keys[0];
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Result<Minting>> WithinAsync(string name, CancellationToken stopped, CancellationToken ct)
    {
        try
        {
            return await options.MintAsync(invocation, order with { Keys = new KeySelection([name]) }, ct);
        }
        catch (OperationCanceledException) when (!stopped.IsCancellationRequested)
        {
            return new Failure(ExitCode.Network, FailureCodes.Timeout, $"{invocation.WaitingFor} within {Durations.Format((long)limit.TotalSeconds)}");
        }
    }
}
