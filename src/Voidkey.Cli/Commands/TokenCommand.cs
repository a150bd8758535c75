using Voidkey.Cli.Broker;
using Voidkey.Cli.Output;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey token</c>: the token that the other commands would show to the broker. The broker is asked at most for whom it must be.</summary>
internal sealed class TokenCommand : Verb
{
    private readonly Switch _header = new("--header", "print it as an Authorization header");
    private readonly Switch _decode = new("--decode", "print its claims instead, unverified");
    private readonly IdentityOptions _identity = new();

    public TokenCommand() : base("token", "Print the OIDC token that would be used.")
    {
        Add(_header);
        Add(_decode);
        _identity.AddTo(this);
    }

    public override string Usage => "token [--header|--decode] [flags]";

    public override IReadOnlyList<string> Examples =>
    [
        "voidkey token --decode",
        "voidkey token --debug > /dev/null        see where it came from",
        "voidkey token --header | curl -H @- https://voidkey.example.com/v1/whoami",
    ];

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (invocation.OnCommandLine(invocation.Globals.Format) is not null) return invocation.Usage("token has no --output");
        if (invocation.Has(_header) && invocation.Has(_decode)) return invocation.Usage("--header and --decode exclude each other");
        if (!BrokerUrl.Read(invocation).TryGet(out var url, out var failure)) return failure;
        if (!BrokerClient.Open(url, invocation).TryGet(out var client, out failure)) return failure;
        using var _ = client;
        if (!(await new TokenChain(invocation, _identity, client).GetAsync(ct)).TryGet(out var bearer, out failure)) return failure;

        if (invocation.Has(_decode)) return Decoded(bearer);
        return new Printout($"{(invocation.Has(_header) ? "Authorization: Bearer " : "")}{bearer.Reveal()}\n");
    }

    private static Result<Printout> Decoded(Secret bearer) => UnverifiedToken.Read(bearer) is { } token
        ? new Printout(JsonText.Indented(json => token.Claims.WriteTo(json)))
        : Failure.NoToken("the token is not a signed JWT, so it has no claims to show");
}
