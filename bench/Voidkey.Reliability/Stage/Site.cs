using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Voidkey.Testing;

namespace Voidkey.Reliability.Stage;

/// <summary>An upstream at a port of its own, which may be closed, wrong or slow, and counts who comes.</summary>
/// <param name="time">What arrivals are timed by.</param>
/// <param name="authority">Who issues its certificates; null: it speaks plain HTTP.</param>
internal sealed class Site(TimeProvider time, TestAuthority? authority) : IAsyncDisposable
{
    private const string Host = "127.0.0.1";
    private readonly int _port = Ports.Free();
    private readonly ConcurrentQueue<Arrival> _arrivals = new();
    private readonly X509Certificate2? _good = authority?.Issue(Host);
    private X509Certificate2? _bad;
    private int _shown;
    private LoopbackServer? _server;
    private Babble? _babble;
    private volatile Broken? _broken;
    private volatile TaskCompletionSource? _held;

    public string Origin => $"{(authority is null ? "http" : "https")}://{Host}:{_port}";

    /// <summary>Whether it can count who comes.</summary>
    public bool IsOpen => _server is not null;

    /// <summary>Who answers while nothing is wrong.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = static (_, _) => Task.FromResult(Answers.Text("", status: 404));

    public async Task OpenAsync(CancellationToken ct)
    {
        if (_server is not null || _babble is not null) return;
        _server = await LoopbackServer.StartAsync(_port, _good is null ? null : Show, ct);
        _server.Serve(AnswerAsync);
    }

    /// <summary>From now on connections are refused.</summary>
    public async Task CloseAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>From now on whoever comes is told something that is no HTTP.</summary>
    public async Task BabbleAsync(string text)
    {
        await CloseAsync();
        _babble = new Babble(_port, text);
    }

    /// <summary>From now on whoever comes is shown another certificate.</summary>
    /// <param name="issue">Makes it, given who issues the good ones and the host that they are for.</param>
    public async Task ShowAsync(Func<TestAuthority, string, X509Certificate2> issue)
    {
        // Connections that are open would go on with the one that they were shown.
        await CloseAsync();
        _bad = issue(authority!, Host);
        await OpenAsync(CancellationToken.None);
    }

    /// <summary>Goes wrong from now on; null: answers again.</summary>
    /// <param name="path">The only path that goes wrong; null: all of them.</param>
    public void Break(Fault? fault, string? path = null) => _broken = fault is null ? null : new Broken(fault, path);

    /// <summary>All is well again, whatever was wrong.</summary>
    public async Task HealAsync(CancellationToken ct)
    {
        Break(null);
        if (_bad is not null) await CloseAsync();
        _bad?.Dispose();
        _bad = null;
        if (_babble is { } babble) await babble.DisposeAsync();
        _babble = null;
        await OpenAsync(ct);
    }

    /// <summary>Lets whoever comes wait, until <see cref="Release"/>.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release()
    {
        _held?.TrySetResult();
        _held = null;
    }

    /// <summary>When it was asked for a path, as timestamps, in order.</summary>
    public IReadOnlyList<long> Asked(string path) => [.. _arrivals.Where(arrival => arrival.Path == path).Select(static arrival => arrival.At)];

    /// <summary>When it was asked, for whatever, in order.</summary>
    public IReadOnlyList<long> All => [.. _arrivals.Select(static arrival => arrival.At)];

    /// <summary>How often it was asked, for whatever.</summary>
    public int Visits => _arrivals.Count;

    /// <summary>How often it has shown a certificate that is not good.</summary>
    public int Shown => Volatile.Read(ref _shown);

    public async ValueTask DisposeAsync()
    {
        Release();
        await CloseAsync();
        if (_babble is not null) await _babble.DisposeAsync();
        _good?.Dispose();
        _bad?.Dispose();
    }

    private X509Certificate2 Show()
    {
        if (_bad is not { } bad) return _good!;
        Interlocked.Increment(ref _shown);
        return bad;
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        _arrivals.Enqueue(new Arrival(request.RequestUri!.AbsolutePath, time.GetTimestamp()));
        if (_held is { } held) await held.Task.WaitAsync(ct);
        return _broken is { } broken && (broken.Path is null || broken.Path == request.RequestUri!.AbsolutePath) ? await broken.Fault.AnswerAsync(request, ct) : await Answer(request, ct);
    }

    private sealed record Broken(Fault Fault, string? Path);

    private readonly record struct Arrival(string Path, long At);
}
