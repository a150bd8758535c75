using System.CommandLine;
using System.Text.Json;
using Voidkey.Cli.Completion;
using Voidkey.Cli.Output;
using Voidkey.Contracts;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey explain</c>: whether the caller may have a key, and as much of why as the broker shows him. A no is an answer: it is printed, and the exit code is 5.</summary>
internal sealed class ExplainCommand : Verb
{
    private readonly Argument<string[]> _key = new("KEY") { Arity = ArgumentArity.ZeroOrMore };
    private readonly IdentityOptions _identity = new();

    public ExplainCommand() : base("explain", "Say whether you may mint a key, and why.")
    {
        Aliases.Add("can-i");
        Add(_key);
        _identity.AddTo(this);
    }

    public override string Usage => "explain KEY [flags]";
    public override IReadOnlyList<string> Examples => ["voidkey explain AWS_DEPLOY", "voidkey can-i AWS_DEPLOY -o json"];
    public override IReadOnlyList<string> Formats => OutputFormat.ForAnswers;

    public override ValueKind KindAfter(IReadOnlyList<string> operands) => operands.Count == 0 ? ValueKind.Key : ValueKind.None;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (invocation.Parse.GetValue(_key) is not [var key]) return invocation.Usage("explain takes the name of one key");
        if (string.IsNullOrWhiteSpace(key)) return invocation.Usage("a key name is empty");
        if (Typed.LooksLikeToken(key)) return invocation.Usage("an argument looks like a token where a key name belongs, so it was not sent; see --token-file");
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out var failure)) return failure;
        if (!(await BrokerSession.OpenAsync(invocation, _identity, ct)).TryGet(out var session, out failure)) return failure;
        using var _ = session;
        if (!(await session.Client.ExplainAsync(session.Bearer, key, ct)).TryGet(out var answer, out failure)) return failure;
        if (session.RefuseUnlessFrom(answer.Idp) is { } stranger) return stranger;
        if (answer.Key != key || answer.Keys.Concat(answer.Claims.Values).Any(text => text is null) || answer.Conditions.Any(condition => condition is null))
            return Failure.InvalidAnswer("the answer does not fit the question, so nothing of it was used", "it is about another key, or has gaps");

        var text = format == "json"
            ? JsonText.Indented(json => JsonSerializer.Serialize(json, answer, ContractsJson.Default.ExplainResponse))
            : new ExplanationText(invocation.Surroundings, invocation.Paper.Palette).Of(answer);

        // A broker has seen the token and may repeat it; a log must not have it.
        return new Printout(session.Bearer.Conceal(text)) { Exit = answer.Allowed ? ExitCode.Ok : ExitCode.Authorization };
    }
}
