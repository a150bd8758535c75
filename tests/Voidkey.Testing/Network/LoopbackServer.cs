using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Voidkey.Testing;

/// <summary>Serves fakes over real HTTP on 127.0.0.1, for tests and demonstrations with processes of their own.</summary>
/// <remarks>Start it first and then make the fake: an identity provider needs to know its issuer URL.</remarks>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private volatile Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _answer = Fault.Status(503).AnswerAsync;

    private LoopbackServer(int port, Func<X509Certificate2>? certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, port, listener =>
            {
                if (certificate is not null) listener.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificate());
            });
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary><c>http://127.0.0.1:PORT</c>, or <c>https://…</c>, without a slash at the end.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>Starts listening. Until <see cref="Serve(Func{HttpRequestMessage, CancellationToken, Task{HttpResponseMessage}})"/> says more, every answer is 503.</summary>
    /// <param name="port">0: a free one.</param>
    /// <param name="certificate">What it shows to each who connects, with the private key; null: it speaks plain HTTP.</param>
    /// <param name="ct">Stops the start.</param>
    public static async Task<LoopbackServer> StartAsync(int port = 0, Func<X509Certificate2>? certificate = null, CancellationToken ct = default)
    {
        var server = new LoopbackServer(port, certificate);
        await server._app.StartAsync(ct);
        server.Origin = server._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return server;
    }

    /// <summary>Answers with a fake from now on.</summary>
    public void Serve(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) => _answer = answer;

    /// <summary>Goes wrong from now on. <see cref="Fault.Refuse"/> cuts the connection.</summary>
    public void Serve(Fault fault) => _answer = fault.AnswerAsync;

    /// <summary>Stops listening; what is being answered gets a second to finish.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        try
        {
            using var request = await RequestOfAsync(http.Request);
            using var response = await _answer(request, http.RequestAborted);
            await WriteAsync(response, http.Response, http.RequestAborted);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            http.Abort();
        }
    }

    private static async Task<HttpRequestMessage> RequestOfAsync(HttpRequest request)
    {
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);

        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.GetEncodedUrl()) { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, values) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                message.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return message;
    }

    private static async Task WriteAsync(HttpResponseMessage from, HttpResponse to, CancellationToken ct)
    {
        to.StatusCode = (int)from.StatusCode;
        foreach (var (name, values) in from.Headers.Concat(from.Content.Headers)) to.Headers[name] = values.ToArray();
        await from.Content.CopyToAsync(to.Body, ct);
    }
}
