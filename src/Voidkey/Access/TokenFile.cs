using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Voidkey.Access;

/// <summary>A token in a file that somebody else keeps fresh, such as a projected volume of Kubernetes.</summary>
/// <remarks>
/// It is looked at again by the mints themselves, at most once a second, so a rotation needs no reload and waits for nothing that is wrong elsewhere in the configuration.
/// While what stands there cannot be used, the last token that could be is given; whoever is shown it says whether it is still good.
/// </remarks>
public sealed class TokenFile
{
    private const int MaxLength = 64 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A file system that hangs must not hold a mint that has a token.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private volatile Secret _last;
    private volatile Task _look = Task.CompletedTask;
    private long _lookedAt;

    private TokenFile(string path, Secret first, TimeProvider time) => (_path, _last, _time, _lookedAt) = (path, first, time, time.GetTimestamp());

    /// <summary>The token as the file has it now, or as it last had one.</summary>
    public async ValueTask<Secret> ReadAsync(CancellationToken ct)
    {
        BeginLook();
        var look = _look;
        if (look.IsCompleted) return _last;
        try
        {
            await look.WaitAsync(Patience, _time, ct);
        }
        catch (Exception impatient) when (impatient is TimeoutException or OperationCanceledException)
        {
            // The last one will do.
        }

        return _last;
    }

    /// <summary>Reads the first token, which must be there when the configuration is loaded.</summary>
    internal static bool TryOpen(string path, TimeProvider time, [NotNullWhen(true)] out TokenFile? file, [NotNullWhen(false)] out string? fault)
    {
        file = TryRead(path, out var token, out fault) ? new TokenFile(path, token, time) : null;
        return file is not null;
    }

    private void BeginLook()
    {
        lock (_gate)
        {
            if (!_look.IsCompleted || _time.GetElapsedTime(_lookedAt) < Interval) return;
            _lookedAt = _time.GetTimestamp();
            _look = Task.Run(() =>
            {
                if (TryRead(_path, out var token, out _)) _last = token;
            });
        }
    }

    private static bool TryRead(string path, [NotNullWhen(true)] out Secret? token, [NotNullWhen(false)] out string? fault)
    {
        token = null;
        try
        {
            // One byte, one character: what is not ASCII is found below.
            var text = Encoding.Latin1.GetString(RegularFile.Read(path)).TrimEnd('\r', '\n');
            if (text.Length is 0 or > MaxLength || text.AsSpan().ContainsAnyExceptInRange('!', '~')) fault = "it holds something else than a token";
            else (token, fault) = (new Secret(text), null);
        }
        catch (IOException failure)
        {
            fault = failure.Message;
        }

        return token is not null;
    }
}
