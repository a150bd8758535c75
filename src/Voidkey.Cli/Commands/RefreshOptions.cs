using Voidkey.Cli.Serving;

namespace Voidkey.Cli.Commands;

/// <summary>What was minted, and where it is served from now on.</summary>
internal sealed record OpenedServer(CredentialServer Server, Minting Minting);

/// <summary>The flags of what serves credentials that refresh.</summary>
internal sealed class RefreshOptions
{
    private static readonly TimeSpan UsualMinTtl = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(30);

    public Switch Gce { get; } = new("--gce", "as the metadata server of Compute Engine");

    public ValueOption MinTtl { get; } = new("--min-ttl", "DUR", "what they are good for at least, default 5m");

    /// <summary>Mints, so that what cannot be had is told before anything begins, and opens a port.</summary>
    public async Task<Result<OpenedServer>> OpenAsync(Invocation invocation, MintOptions mint, MintOrder order, IReadOnlyList<ICredentialEndpoint> endpoints, bool needsAll, CancellationToken ct)
    {
        if (mint.ReadsInput(invocation)) return invocation.Usage("stdin can be read once, and a token is needed again and again: use --token-file PATH");
        if (!ReadMinTtl(invocation).TryGet(out var minTtl, out var failure)) return failure;
        if (!(await mint.MintAsync(invocation, order, ct)).TryGet(out var minting, out failure)) return failure;

        // From now on the terminal may be a command's to draw on.
        invocation.Messages.Animates = false;
        if (invocation.Has(Gce)) invocation.Messages.Warn("every program on this machine may ask the metadata server for this token: its protocol has nothing to tell them apart by");
        var limit = invocation.Find(invocation.Globals.Timeout) is { } setting && Durations.ParseSeconds(setting.Value) is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualLimit;
        var refresh = new KeyRefresh(invocation, mint, order, minTtl, limit);
        return CredentialServer.Open(invocation, refresh, minting.Keys, endpoints, needsAll).TryGet(out var server, out failure) ? new OpenedServer(server, minting) : failure;
    }

    private Result<TimeSpan> ReadMinTtl(Invocation invocation)
    {
        if (invocation.OnCommandLine(MinTtl) is not { } setting) return UsualMinTtl;
        return Durations.ParseSeconds(setting.Value) is { } seconds and <= 43_200 ? TimeSpan.FromSeconds(seconds) : setting.Wrong($"{setting.Origin} is a length of time from 1s to 12h, like 90, 30s or 10m");
    }
}
