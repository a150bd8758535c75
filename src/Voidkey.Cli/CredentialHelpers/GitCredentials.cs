using System.Globalization;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>The protocol of git's credential helpers: an operation as the last argument, attributes on stdin and stdout.</summary>
/// <remarks>gitcredentials(7), "Custom helpers", and git-credential(1), "Input/output format".</remarks>
internal sealed class GitCredentials(HelperOptions options)
{
    /// <summary>What a token of GitHub goes with, and what other hosts take as any name.</summary>
    private const string UsualName = "x-access-token";

    /// <summary>Nothing on stdout means: not ours, ask the next helper.</summary>
    private static readonly Printout Nothing = new("");

    public async Task<Result<Printout>> RunAsync(Invocation invocation, string operation, CancellationToken ct)
    {
        // There is nothing to store or to erase, and operations of a later git are to be ignored. What is on stdin is not even read.
        if (operation != "get") return Nothing;

        if (!options.Asked(invocation, new AccountName(UsualName), "GITHUB_TOKEN", "GH_TOKEN").TryGet(out var terms, out var failure)) return failure;
        if (!(await Question.ReadAsync(invocation, "git", untilBlankLine: true, ct)).TryGet(out var text, out failure)) return failure;
        if (GitQuestion.Read(text) is not { } question) return Question.Invalid("git", "it is a list of attributes, each once");
        if (question.Protocol != "https" || question.Host is null || !terms.Hosts.Contains(question.Host)) return Nothing;

        // Somebody wrote another user into the URL, whose password this is not.
        if (question.Username is not null && terms.Account.Name is { } known && question.Username != known) return Nothing;

        if (!(await OneKey.MintAsync(invocation, options, ct)).TryGet(out var key, out failure)) return failure;
        if (!terms.Account.Of(key).TryGet(out var account, out failure)) return failure;
        if (!key.Value(terms.PasswordVariables).TryGet(out var password, out failure)) return failure;
        if (account.Any(char.IsControl) || account.Contains(':')) return key.Uncarried([terms.Account.Variable], "a user name has no colon and no line break");

        // It would be another attribute: another host, for instance.
        if (password.Any(char.IsControl)) return key.Uncarried(terms.PasswordVariables, "git's protocol has no way to say a line break or a control character");
        if (question.Username is not null && question.Username != account) return Nothing;

        return new Printout(string.Create(
            CultureInfo.InvariantCulture,
            $"username={account}\npassword={password}\npassword_expiry_utc={key.ExpiresAt.ToUnixTimeSeconds()}\n"));
    }
}
