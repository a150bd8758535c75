using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>As much of a docker daemon as <c>docker pull</c> needs: it pulls nothing, and remembers whose password it was given.</summary>
internal sealed class DockerDaemon : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public DockerDaemon()
    {
        Port = Ports.Free();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>What the last pull came with, as <c>X-Registry-Auth</c>.</summary>
    public JsonElement LastAuthorization { get; private set; }

    /// <summary>docker is no package of its own on Debian: it brings a daemon along.</summary>
    public static string? WhyNot() => Absent.Programs("docker");

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) await AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var isPull = context.Request.Url!.AbsolutePath.EndsWith("/images/create", StringComparison.Ordinal);
        if (isPull && context.Request.Headers["X-Registry-Auth"] is { Length: > 0 } header)
            LastAuthorization = JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(header.TrimEnd('=')));
        context.Response.Headers["Api-Version"] = "1.44";
        context.Response.ContentType = "application/json";
        var body = context.Request.HttpMethod == "HEAD" ? [] : Encoding.UTF8.GetBytes(isPull ? """{"status":"pulled"}""" : "{}");

        // Without a length HttpListener ends its answer with a chunk, to HEAD too, and docker finds that before the next one.
        context.Response.ContentLength64 = body.Length;
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }
}
