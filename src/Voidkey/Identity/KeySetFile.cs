using Microsoft.Extensions.Logging;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey.Identity;

/// <summary>Reads one issuer's key set from its file. What is read is compared, not the time it was changed: a link that is turned, or a restored copy, may show any time.</summary>
/// <remarks>One look at a time: whoever calls waits for the last one first.</remarks>
internal sealed class KeySetFile(TrustedIssuer issuer, string path, ILogger logger)
{
    private Task<Fetched<KeySet>>? _reading;
    private byte[] _bytes = [];
    private Fetched<KeySet> _read;
    private object? _told;

    /// <returns>The set, the very same one while the file holds the same; or why there is none.</returns>
    public async Task<Fetched<KeySet>> ReadAsync(CancellationToken ct)
    {
        // A file system that hangs holds one thread, not one for every look.
        if (_reading is null or { IsCompleted: true }) _reading = Task.Run(Read, CancellationToken.None);
        try
        {
            return Told(await _reading.WaitAsync(ct));
        }
        catch (OperationCanceledException)
        {
            return Told(new(null, "it could not be read in time"));
        }
    }

    private Fetched<KeySet> Read()
    {
        try
        {
            var bytes = RegularFile.Read(path);
            if (!bytes.AsSpan().SequenceEqual(_bytes)) (_bytes, _read) = (bytes, KeySet.TryRead(bytes, issuer.Algorithms, out var set, out var fault) ? new(set, "") : new(null, fault));
            return _read;
        }
        catch (IOException failure)
        {
            return new(null, failure.Message);
        }
    }

    // Looked at every second, so only what is new is told.
    private Fetched<KeySet> Told(Fetched<KeySet> read)
    {
        object news = read.Value is { } set ? set : read.Fault;
        if (news.Equals(_told)) return read;

        _told = news;
        if (read.Value is { } keys) logger.KeySetRead(issuer.Name, keys.Count, keys.Unfit.Count, keys.WhyUnfit);
        else logger.KeySetFileFailed(issuer.Name, read.Fault);
        return read;
    }
}
