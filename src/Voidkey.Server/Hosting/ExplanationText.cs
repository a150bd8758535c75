using System.Text;
using Voidkey.Diagnostics;

namespace Voidkey.Server.Hosting;

/// <summary>How an explanation reads on an operator's terminal. No value of a token or a record writes a control character to it.</summary>
internal static class ExplanationText
{
    public static string Of(Explanation explanation)
    {
        var caller = explanation.Principal;
        var text = new StringBuilder();
        Verdict(text, explanation.Refusal is null, explanation.Key, explanation.Refusal?.Cause);
        Line(text, "subject", caller.Subject);
        Line(text, "idp", $"{caller.Idp} ({caller.Issuer})");
        Line(text, "token", $"accepted, expires {Timestamps.Seconds(caller.ExpiresAt)}");
        Identities(text, explanation.Identities);
        Line(text, "may mint", explanation.Keys.Count == 0 ? "nothing" : string.Join(", ", explanation.Keys));
        foreach (var (name, value) in explanation.Claims) Line(text, "claim", $"{name} = {value}");
        return text.ToString();
    }

    public static string Of(RecordedDecision decision)
    {
        var text = new StringBuilder();
        Verdict(text, decision.IsGranted, decision.Key, decision.IsGranted ? null : decision.Cause.Length > 0 ? decision.Cause : decision.Code);
        Line(text, "time", decision.Time);
        Line(text, "subject", decision.Subject);
        Line(text, "idp", $"{decision.Idp} ({decision.Issuer})");
        if (decision.ClientAddress.Length > 0) Line(text, "from", decision.ClientAddress);
        if (!decision.IsGranted) Line(text, "code", decision.Code);
        Identities(text, decision.Trace);
        return text.ToString();
    }

    public static string NotAccepted(BrokerError error)
    {
        var text = new StringBuilder();
        Line(text, "token", $"not accepted: {error.Cause}");
        return text.ToString();
    }

    private static void Verdict(StringBuilder text, bool isGranted, string key, string? why) =>
        text.AppendLine(Printable.Line($"{(isGranted ? "allowed" : "denied")}  {key}{(why is null ? "" : $"  ({why})")}"));

    private static void Identities(StringBuilder text, IReadOnlyList<IdentityTrace> identities)
    {
        foreach (var identity in identities)
        {
            Line(text, "identity", $"{identity.Path}{(identity.Name is null ? "" : $" '{identity.Name}'")}: {Verdict(identity)}");
            foreach (var condition in identity.Conditions) text.AppendLine(Printable.Line($"      {(condition.Holds ? "✓" : "✗")} {condition.Claim}: {Comparison(condition)}"));
        }
    }

    private static string Verdict(IdentityTrace identity) => identity.Holds ? "matches" : identity.Failing == 1 ? "1 condition fails" : $"{identity.Failing} conditions fail";

    private static string Comparison(ConditionTrace condition) =>
        condition.Holds && condition.Got == condition.Wanted ? condition.Wanted : $"wanted {condition.Wanted}, got {condition.Got ?? "nothing"}";

    private static void Line(StringBuilder text, string name, string value) => text.AppendLine(Printable.Line($"  {name,-10} {value}"));
}
