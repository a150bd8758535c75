using System.Security.Cryptography;
using System.Text;
using Voidkey.Cli.Loopback;

namespace Voidkey.Cli.Login;

/// <summary>What the browser comes back with. One answer counts; whoever guesses does not end the wait.</summary>
/// <param name="state">What only this login knows.</param>
internal sealed class Callback(string state, IdpMetadata idp)
{
    public const string Path = "/callback";

    private const string Page = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>voidkey</title></head>
        <body><p>voidkey has got an answer. You may close this page; your terminal says how it went.</p></body></html>

        """;

    private readonly TaskCompletionSource<Result<string>> _code = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The authorization code, or why there is none.</summary>
    public Task<Result<string>> Code => _code.Task;

    public LoopbackAnswer Answer(LoopbackRequest request)
    {
        if (request.Path != Path) return LoopbackAnswer.Text(404, "there is nothing here");
        if (request.Method != "GET") return LoopbackAnswer.Text(405, "GET only") with { Headers = [("Allow", "GET")] };
        if (_code.Task.IsCompleted) return LoopbackAnswer.Text(404, "there is nothing here any more");
        if (request.Parameters() is not { } parameters || !IsOurs(parameters.GetValueOrDefault("state"))) return LoopbackAnswer.Text(400, "this is not the answer to a login of voidkey");
        return _code.TrySetResult(Judge(parameters))
            ? new LoopbackAnswer(200, "text/html; charset=utf-8", Page, ("Content-Security-Policy", "default-src 'none'"), ("Referrer-Policy", "no-referrer"))
            : LoopbackAnswer.Text(404, "there is nothing here any more");
    }

    private bool IsOurs(string? shown) => shown is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(state));

    private Result<string> Judge(IReadOnlyDictionary<string, string> parameters)
    {
        // RFC 9207, section 2.4: an answer of another issuer must not be taken for this one's.
        var issuer = parameters.GetValueOrDefault("iss");
        if (issuer is null ? idp.AnnouncesIssuer : issuer != idp.Issuer) return LoginFailure.Of("the answer to the login is of another identity provider", $"it says that it is of {issuer ?? "nobody"}, and should be of {idp.Issuer}");
        if (parameters.TryGetValue("error", out var error)) return LoginFailure.Refused(error, parameters.GetValueOrDefault("error_description"));
        return parameters.GetValueOrDefault("code") is { Length: > 0 } code ? code : LoginFailure.Of("the answer to the login has no code in it");
    }
}
