using System.CommandLine;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Output;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey validate</c>: what a token says, what is wrong with it, and what the broker makes of it. A no is an answer: it is printed, and the exit code is 4, or 5 where the token is good for nothing.</summary>
internal sealed class ValidateCommand : Verb
{
    private readonly Argument<string[]> _operand = new("TOKEN") { Arity = ArgumentArity.ZeroOrMore };
    private readonly IdentityOptions _identity = new();

    public ValidateCommand() : base("validate", "Check a token here and with the broker.")
    {
        Aliases.Add("debug-token");
        Add(_operand);
        _identity.AddTo(this);
    }

    public override string Usage => "validate [TOKEN|-] [flags]";
    public override IReadOnlyList<string> Examples => ["voidkey validate", "voidkey validate --token-file token.jwt", "get-token | voidkey validate - -o json"];
    public override IReadOnlyList<string> Formats => OutputFormat.ForAnswers;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out var failure)) return failure;
        if (!BrokerUrl.Read(invocation).TryGet(out var url, out failure)) return failure;
        if (!BrokerClient.Open(url, invocation).TryGet(out var client, out failure)) return failure;
        using var _ = client;
        if (!(await FindAsync(invocation, client, ct)).TryGet(out var bearer, out failure)) return failure;
        if (UnverifiedToken.Read(bearer) is not { } token)
            return Failure.NoToken("the token is not a signed JWT, so there is nothing to check", "a JWT has three parts in base64url, with a dot between them", "for a token in a file: --token-file PATH");

        if (!(await JudgeAsync(token, bearer, client, invocation, ct)).TryGet(out var verdict, out failure)) return failure;
        var text = format == "json" ? verdict.AsJson() : verdict.AsText(invocation.Surroundings.Time.GetUtcNow());
        return new Printout(bearer.Conceal(text)) { Exit = verdict.Exit };
    }

    private async Task<Result<Secret>> FindAsync(Invocation invocation, BrokerClient client, CancellationToken ct)
    {
        var chain = new TokenChain(invocation, _identity, client);
        return invocation.Parse.GetValue(_operand) switch
        {
            null or [] => await chain.GetAsync(ct),
            [var operand] => await chain.GetAsync(operand, ct),
            _ => invocation.Usage("validate checks one token"),
        };
    }

    private async Task<Result<TokenReport>> JudgeAsync(UnverifiedToken token, Secret bearer, BrokerClient client, Invocation invocation, CancellationToken ct)
    {
        var findings = TokenFindings.Of(token, invocation.Surroundings.Time.GetUtcNow());
        if (!(await client.DescribeAsync(ct)).TryGet(out var broker, out var failure)) return failure;

        // A token for somebody else is not shown to this broker: it might use it there.
        if (TokenFindings.Against(token, broker) is { } foreign) return new TokenReport(token, null, [.. findings, foreign], null);

        var answer = await client.WhoAmIAsync(bearer, ct);
        if (!answer.TryGet(out var caller, out failure))
            return failure.Exit == ExitCode.Authentication ? new TokenReport(token, null, findings, failure) : failure;
        if (caller.Audience.Concat(caller.Identities).Any(text => text is null)) return Failure.InvalidAnswer("the answer has gaps");

        var idp = invocation.Find(_identity.Idp);
        return idp is null || idp.Value == caller.Idp
            ? new TokenReport(token, caller, findings, null)
            : new TokenReport(token, null, [$"the broker knows it as a token of {caller.Idp}, not of {idp.Value}"], null);
    }
}
