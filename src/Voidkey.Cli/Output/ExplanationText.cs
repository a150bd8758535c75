using System.Text;
using Voidkey.Contracts;

namespace Voidkey.Cli.Output;

/// <summary>How an explanation reads. Everything in it may come from a broker, so every line is made visible.</summary>
internal sealed class ExplanationText(Surroundings surroundings, Palette palette)
{
    /// <summary>What every token says, and this text says otherwise or need not say.</summary>
    private static readonly string[] Registered = ["iss", "sub", "aud", "exp", "iat", "nbf", "jti"];

    public string Of(ExplainResponse answer)
    {
        var text = new StringBuilder();
        text.Append(palette.Marked(Visible.Text($"{(answer.Allowed ? "✓ allowed" : "✗ denied")}  {answer.Key}{(answer.Allowed ? "" : $"  ({answer.Reason})")}"))).Append('\n');
        if (answer.Message is { } message) Line(text, "why", message);
        Line(text, "subject", answer.Subject);
        Line(text, "token", $"accepted, expires {Instants.Expiry(answer.ExpiresAt, surroundings)}; idp {answer.Idp}, picked by the token's issuer");
        foreach (var rule in answer.Conditions.GroupBy(condition => condition.Rule)) AppendRule(text, rule.Key, rule);
        if (!answer.Allowed && answer.Conditions.Count == 0)
        {
            foreach (var (name, value) in answer.Claims.Where(claim => !Registered.Contains(claim.Key))) Line(text, "claim", $"{name} = {value}");
            Line(text, "rules", "not shown to callers; whoever runs the broker sees them");
        }

        Line(text, "may mint", answer.Keys.Count == 0 ? "nothing" : string.Join(", ", answer.Keys));
        return text.ToString();
    }

    private static void AppendRule(StringBuilder text, int number, IEnumerable<ExplainedCondition> conditions)
    {
        var name = $"rule #{number}";
        foreach (var condition in conditions)
        {
            var comparison = condition.Holds && condition.Got == condition.Wanted ? condition.Got : $"wanted {condition.Wanted ?? "(not shown)"}, got {condition.Got ?? "nothing"}";
            Line(text, name, $"{(condition.Holds ? "✓" : "✗")} {condition.Claim}: {comparison}");
            name = "";
        }
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append(Visible.Text($"  {name,-10} {value}")).Append('\n');
}
