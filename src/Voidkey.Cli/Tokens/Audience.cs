using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;
using Voidkey.Contracts;

namespace Voidkey.Cli.Tokens;

/// <summary>For whom a token is asked: <c>--audience</c>, else what the broker publishes for the identity provider in question.</summary>
/// <param name="source">The source that asks, for messages.</param>
internal sealed class Audience(Invocation invocation, IdentityOptions options, BrokerClient broker, string source)
{
    private const string HowToChoose = "say which one with --audience AUD (VOIDKEY_AUDIENCE)";

    /// <summary>What the caller wants, if he said so.</summary>
    public Setting? Wanted => invocation.Find(options.Audience);

    /// <summary>The audience to ask for; empty where the broker does not check it.</summary>
    /// <param name="issuer">How the issuer of this source's tokens begins: it picks among the broker's identity providers.</param>
    public async Task<Result<string>> GetAsync(string issuer, CancellationToken ct)
    {
        if (Wanted is { } wanted) return AudienceText.IsFit(wanted.Value) ? wanted.Value : wanted.Wrong($"{wanted.Origin} is not an audience: {AudienceText.Rule}");

        var before = invocation.WaitingFor;
        var answer = await broker.DescribeAsync(ct);
        invocation.WaitingFor = before;
        if (!answer.TryGet(out var metadata, out var failure)) return failure with { Hint = $"{failure.Hint}; or {HowToChoose}" };

        if (!Published(metadata, issuer).TryGet(out var published, out failure)) return failure;
        invocation.Messages.Debug($"audience: {(published.Length == 0 ? "none, the broker checks none" : $"{published}, published by the broker")}");
        return published;
    }

    /// <summary>For sources whose platform fixes the audience: what the caller insists on must be in the token.</summary>
    /// <param name="howToSet">Where the platform's users say for whom the token is.</param>
    public Result<Secret> Insist(Result<Secret> found, string howToSet)
    {
        if (Wanted is not { } wanted || !found.TryGet(out var bearer, out _)) return found;
        if (UnverifiedToken.Read(bearer) is not { } token || token.Audience.Contains(wanted.Value, StringComparer.Ordinal)) return found;
        return Failure.NoToken(
            $"the token of {source} is for {(token.Audience.Count == 0 ? "nobody in particular" : string.Join(", ", token.Audience))}, not for {wanted.Value}",
            $"its audience is fixed by the platform, and {wanted.Origin} asks for another one",
            howToSet);
    }

    private Result<string> Published(BrokerMetadata metadata, string issuer)
    {
        var idp = invocation.Find(options.Idp);
        var accepted = metadata.IdentityProviders.Where(p => idp is null ? p.Issuer.StartsWith(issuer, StringComparison.Ordinal) : p.Name == idp.Value).ToList();
        if (idp is not null && accepted.Count == 0) return NoSuchIdp(idp);

        // A self-hosted platform has an issuer of its own; then only an audience that all of them share is no guess.
        if (accepted.Count == 0) accepted = [.. metadata.IdentityProviders];
        var lists = accepted.Select(p => p.Audience ?? []).Where(list => list.Count > 0).ToList();
        if (lists.Count == 0) return "";
        if (lists[0].FirstOrDefault(a => lists.All(list => list.Contains(a))) is not { } common)
            return Failure.NoToken("the broker expects different audiences from different identity providers", string.Join("; ", accepted.Select(Said)), HowToChoose);

        return AudienceText.IsFit(common) && !AudienceText.IsOfAnother(common) ? common : Foreign(common);
    }

    private static string Said(AcceptedIdp idp) => $"{idp.Name}: {string.Join(", ", idp.Audience ?? [])}";

    private static Failure NoSuchIdp(Setting idp) => new(
        ExitCode.Authentication, FailureCodes.WrongIdp, $"the broker has no identity provider {idp.Value}", $"{idp.Origin} asks for it", "voidkey list-idps");

    // A token for a cloud, handed to a broker, is a token that the broker can use at that cloud in the caller's name.
    private static Failure Foreign(string audience) => Failure.NoToken(
        $"the broker asks for a token for {audience}, which is not a broker",
        "whoever receives such a token can use it there",
        "if that is what the broker is for, say so with --audience");
}
