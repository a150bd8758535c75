using System.Globalization;
using System.Text;
using Voidkey.Cli.Tokens;
using Voidkey.Contracts;

namespace Voidkey.Cli.Output;

/// <summary>What became of checking a token. Everything in it may come from a token or a broker, so every line is made visible.</summary>
/// <param name="Caller">Who it makes the caller; null where the broker did not take it or was not shown it.</param>
/// <param name="Findings">Sentences about the token.</param>
/// <param name="Refusal">What the broker said, where it was asked and did not take it.</param>
internal sealed record TokenReport(UnverifiedToken Token, WhoAmI? Caller, IReadOnlyList<string> Findings, Failure? Refusal)
{
    public ExitCode Exit => Caller is null ? ExitCode.Authentication : Caller.Identities.Count == 0 ? ExitCode.Authorization : ExitCode.Ok;

    /// <summary>The broker has the last word: its clock counts, not ours.</summary>
    private string Status => Caller is not null ? "VALID" : Refusal?.Code == ErrorCodes.TokenExpired ? "EXPIRED" : "INVALID";

    public string AsText(DateTimeOffset now)
    {
        var text = new StringBuilder();
        Line(text, "Token Status", Status);
        Line(text, "Subject", Token.Subject ?? "none");
        Line(text, "Issuer", Token.Issuer ?? "none");
        Line(text, "Audience", Token.Audience.Count == 0 ? "none" : string.Join(", ", Token.Audience));
        Line(text, "Expires", Token.ExpiresAt is { } expires ? $"{Instants.Format(expires)} ({Distance(expires - now)})" : "never");
        foreach (var finding in Findings) Line(text, Caller is null ? "Problem" : "Note", finding);
        Line(text, "Broker", BrokersView());
        return text.ToString();
    }

    public string AsJson() => JsonText.Indented(json =>
    {
        json.WriteStartObject();
        json.WriteString("status", Status.ToLowerInvariant());
        json.WriteString("broker", BrokersView());
        if (Caller is { } caller)
        {
            json.WriteString("idp", caller.Idp);
            json.WriteStartArray("identities");
            foreach (var identity in caller.Identities) json.WriteStringValue(identity);
            json.WriteEndArray();
        }

        json.WriteStartArray("findings");
        foreach (var finding in Findings) json.WriteStringValue(finding);
        json.WriteEndArray();
        json.WritePropertyName("claims");
        Token.Claims.WriteTo(json);
        json.WriteEndObject();
    });

    private string BrokersView() => (Caller, Refusal) switch
    {
        ({ Identities.Count: 0 }, _) => $"accepts it as {Caller.Idp}, and grants it nothing",
        ({ }, _) => $"accepts it as {Caller.Idp}; identities {string.Join(", ", Caller.Identities)}",
        (null, { } refusal) => $"refused it ({refusal.Code}){(refusal.RequestId is { } id ? $"; whoever runs it finds out more with request id {id}" : "")}",
        _ => "was not shown it",
    };

    private static string Distance(TimeSpan span)
    {
        var length = span.Duration();
        var (count, unit) = length.TotalDays >= 2 ? (length.TotalDays, "day")
            : length.TotalHours >= 2 ? (length.TotalHours, "hour")
            : length.TotalMinutes >= 1 ? (length.TotalMinutes, "minute")
            : (length.TotalSeconds, "second");
        var said = string.Create(CultureInfo.InvariantCulture, $"{(long)count} {unit}{((long)count == 1 ? "" : "s")}");
        return span < TimeSpan.Zero ? $"{said} ago" : $"in {said}";
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append(Visible.Text($"{name}: {value}")).Append('\n');
}
