using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Loopback;
using Voidkey.Cli.Output;
using Voidkey.Cli.Sessions;

namespace Voidkey.Cli.Login;

/// <summary>The authorization code grant of a program on somebody's machine: a browser, a port of 127.0.0.1 that it comes back to, and PKCE (RFC 8252, RFC 7636).</summary>
/// <param name="browser">Opens a URL, or does not; null: the person does that.</param>
/// <param name="port">Where the browser comes back to; 0: any port.</param>
internal sealed class AuthorizationCodeFlow(Invocation invocation, IdpClient client, Browser? browser, int port)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    public async Task<Result<Session>> RunAsync(LoginTarget target, CancellationToken ct)
    {
        using var server = LoopbackServer.Listen(port);
        if (server is null) return LoginFailure.Of("there is no port for the browser to come back to", port == 0 ? null : $"port {port} is taken, or not for you to take", "choose another --redirect-port, or: voidkey login --device-code");

        var (state, nonce, verifier) = (Random(), Random(), Random());
        var redirect = $"http://{server.Authority}{Callback.Path}";
        Show(Url(target, redirect, state, nonce, verifier));
        if (!(await WaitAsync(server, new Callback(state, target.Idp), ct)).TryGet(out var code, out var failure)) return failure;

        KeyValuePair<string, string>[] form =
        [
            new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirect), new("client_id", target.Terms.ClientId), new("code_verifier", verifier),
        ];
        if (!(await client.PostAsync(target.Idp.TokenEndpoint, form, ct)).TryGet(out var answer, out failure)) return failure;
        if (!answer.IsOk) return LoginFailure.Refused(answer.Json);
        return TokenGrant.Read(answer.Json).TryGet(out var grant, out failure) ? LoggedIn.Of(target, grant, nonce, invocation.Surroundings.Time.GetUtcNow()) : failure;
    }

    private static Uri Url(LoginTarget target, string redirect, string state, string nonce, string verifier) => target.Idp.AuthorizationEndpoint!.With(
    [
        ("response_type", "code"),
        ("client_id", target.Terms.ClientId),
        ("redirect_uri", redirect),
        ("scope", target.Scope),
        ("state", state),
        ("nonce", nonce),
        ("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))),
        ("code_challenge_method", "S256"),
        .. Prompt(target) is { } prompt ? new[] { ("prompt", prompt) } : [],
    ]);

    // OpenID Connect Core 1.0, section 11: whoever asks for offline access asks the person.
    private static string? Prompt(LoginTarget target) => target.Terms.Prompt ?? (target.Scope.Split(' ').Contains("offline_access") ? "consent" : null);

    private void Show(Uri url)
    {
        if (browser is not null && browser.Open(url))
            invocation.Messages.Show(new Note($"voidkey: opening {url.GetLeftPart(UriPartial.Path)} in your browser (Ctrl-C to cancel, or: voidkey login --device-code)", "opening the browser", ("url", url.GetLeftPart(UriPartial.Path))));
        else
            invocation.Messages.ShowUrl("open this in a browser on this machine:", url);
    }

    private async Task<Result<string>> WaitAsync(LoopbackServer server, Callback callback, CancellationToken ct)
    {
        invocation.WaitingFor = "nobody logged in";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var serving = server.ServeAsync((request, _) => Task.FromResult(callback.Answer(request)), stop.Token);
        try
        {
            var waiting = callback.Code.WaitAsync(Patience, invocation.Surroundings.Time, ct);
            if (await Task.WhenAny(waiting, serving) == serving) await serving;
            return await waiting;
        }
        catch (TimeoutException)
        {
            return new Failure(ExitCode.Network, FailureCodes.Timeout, "nobody logged in within 3m", Hint: "voidkey login");
        }
        finally
        {
            // The page that the browser shows is on its way still.
            await stop.CancelAsync();
            await serving;
        }
    }

    /// <summary>256 bits, in characters that a verifier may have (RFC 7636, section 4.1).</summary>
    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
