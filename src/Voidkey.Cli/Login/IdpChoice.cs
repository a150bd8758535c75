using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Sessions;
using Voidkey.Contracts;

namespace Voidkey.Cli.Login;

/// <summary>Finds where to log in: the one identity provider that the broker offers a login for, or the one that was named.</summary>
/// <param name="wanted">The one that was named; null: none was.</param>
internal sealed class IdpChoice(Setting? wanted, IReadOnlyList<string> moreScopes)
{
    public async Task<Result<LoginTarget>> TargetAsync(BrokerClient broker, IdpClient client, BrokerUrl url, CancellationToken ct)
    {
        if (!(await broker.DescribeAsync(ct)).TryGet(out var metadata, out var failure)) return failure;
        if (!Choose(metadata).TryGet(out var idp, out failure)) return failure;
        if (!IsUsable(idp.Login!)) return Failure.InvalidAnswer("what the broker says about logins is not usable", "it has no client, no scope openid, or gaps");
        if (!(await client.DiscoverAsync(idp.Issuer, ct)).TryGet(out var about, out failure)) return failure;
        return new LoginTarget(new SessionKey(url.ToString(), idp.Name), idp.Login!, about, string.Join(' ', idp.Login!.Scopes.Concat(moreScopes).Distinct(StringComparer.Ordinal)));
    }

    private Result<AcceptedIdp> Choose(BrokerMetadata metadata)
    {
        var offered = metadata.IdentityProviders.Where(static idp => idp.Login is not null).ToList();
        var names = string.Join(", ", offered.Select(static idp => idp.Name));
        if (offered.Count == 0) return LoginFailure.Of("this broker has no identity provider that people log in at");
        if (wanted is { } named)
        {
            if (offered.FirstOrDefault(idp => idp.Name == named.Value) is { } found) return found;
            return new Failure(ExitCode.Authentication, FailureCodes.WrongIdp, $"nobody logs in at {Typed.Shown(named.Value)}", $"{named.Origin} asks for it; this broker has logins at {names}", named.Place is null ? "voidkey login --idp NAME" : $"voidkey login --idp NAME, or correct it at {named.Place}");
        }

        return offered.Count == 1 ? offered[0] : LoginFailure.Of("this broker has several identity providers that people log in at", names, "say which one: voidkey login --idp NAME");
    }

    private static bool IsUsable(LoginTerms terms) =>
        terms.ClientId.Length > 0 && terms.Flows.All(static flow => flow is not null)
        && terms.Scopes.All(static scope => !string.IsNullOrEmpty(scope) && !scope.Contains(' ')) && terms.Scopes.Contains("openid") && terms.SubjectTokenKind is "id_token" or "access_token" && terms.Prompt is (null or "consent" or "login" or "select_account");
}
