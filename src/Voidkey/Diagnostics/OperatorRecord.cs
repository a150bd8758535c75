namespace Voidkey.Diagnostics;

/// <summary>One request for what is for operators, of a verified caller. docs/audit.md describes every member.</summary>
/// <param name="Time">When it was decided, UTC.</param>
/// <param name="Request">What he asked for.</param>
/// <param name="Subject">As records have it.</param>
/// <param name="Configuration">The hash of the configuration that decided.</param>
/// <param name="Identity">The entry of <c>operators</c> that lets him in: where it stands; null: none does.</param>
/// <param name="Name">What that entry is called, if anything.</param>
/// <param name="Refusal">Why not; null: he was let in.</param>
internal sealed record OperatorRecord(
    DateTimeOffset Time, OperatorRequest Request, RequestOrigin Origin, string Idp, string Issuer, string Subject, string Configuration, string? Identity, string? Name, BrokerError? Refusal)
{
    private const int Version = 1;

    /// <summary>The trace of the request (W3C Trace Context), where there is one.</summary>
    public string? TraceId { get; init; }

    /// <summary>The claims of the caller that are recorded, as a JSON object of plain ASCII; empty: none.</summary>
    public ReadOnlyMemory<byte> Claims { get; init; }

    /// <summary>One line of JSON with its line break.</summary>
    public ReadOnlyMemory<byte> ToLine() => RecordLine.Of("voidkey.audit.operator", Version, Time, json =>
    {
        json.WriteString("decision", Refusal is null ? "granted" : "refused");
        if (Refusal is not null) json.WriteString("code", Refusal.Code.ToString());
        if (Refusal?.Cause is { } cause) json.WriteString("cause", cause);
        json.WriteString("action", WordOf(Request.Action));
        if (Request.Key is not null) json.WriteString("key", Request.Key);
        json.WriteString("requestId", Origin.RequestId);
        if (TraceId is not null) json.WriteString("traceId", TraceId);
        json.WriteString("configuration", Configuration);
        if (Origin.ClientAddress is not null) json.WriteString("clientAddress", Origin.ClientAddress);
        json.WriteString("idp", Idp);
        json.WriteString("issuer", Issuer);
        json.WriteString("subject", Subject);
        if (!Claims.IsEmpty)
        {
            json.WritePropertyName("claims");
            json.WriteRawValue(Claims.Span, skipInputValidation: true);
        }

        if (Identity is not null) json.WriteString("identity", Identity);
        if (Name is not null) json.WriteString("name", Name);
    });

    private static string WordOf(OperatorAction action) => action switch
    {
        OperatorAction.Status => "status",
        OperatorAction.Reload => "reload",
        OperatorAction.WhoCan => "who-can",
        OperatorAction.Audit => "audit",
        OperatorAction.Explain => "explain",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "An action that nobody named."),
    };
}
