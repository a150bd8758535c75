using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Voidkey.Diagnostics;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Requests;

/// <summary>What became of one request, for those who count and log it. docs/logs.md describes the line that it is in the log.</summary>
internal sealed class RequestFacts : ILogFields
{
    private static readonly (RequestStep Step, JsonEncodedText Name, string Text)[] Steps =
    [
        (RequestStep.Validate, JsonEncodedText.Encode("validateMs"), "validate"),
        (RequestStep.Authorize, JsonEncodedText.Encode("authorizeMs"), "authorize"),
        (RequestStep.BrokerToken, JsonEncodedText.Encode("brokerTokenMs"), "broker token"),
        (RequestStep.Provider, JsonEncodedText.Encode("providerMs"), "provider"),
        (RequestStep.Audit, JsonEncodedText.Encode("auditMs"), "audit"),
    ];

    /// <summary>What the broker did for it.</summary>
    public RequestSteps Made { get; } = new();

    public string Id { get; set; } = "";

    /// <summary>The trace that the caller says the request belongs to (W3C Trace Context); null: none.</summary>
    public string? TraceId { get; set; }

    /// <summary>The method; one that is none of HTTP's is not told.</summary>
    public string Method { get; set; } = "";

    /// <summary>The route as it is declared; null where there is none: a path is the caller's to choose.</summary>
    public string? Route { get; set; }

    public int Status { get; set; }

    /// <summary>The wire code that the caller was refused with; null: he was not.</summary>
    public string? Error { get; set; }

    /// <summary>What the refusal says beside its code, where it says more.</summary>
    public string? Reason { get; set; }

    /// <summary>From the headers to the end of the answer.</summary>
    public TimeSpan Took { get; set; }

    /// <returns>Those of a request that came through the gate.</returns>
    public static RequestFacts Of(HttpContext http) => http.Features.Get<RequestFacts>() ?? throw new InvalidOperationException("The request did not come through the gate.");

    /// <summary>As its members of a JSON object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString(Names.RequestId, Id);
        if (TraceId is not null) json.WriteString(Names.TraceId, TraceId);
        json.WriteString(Names.Method, Method);
        if (Route is not null) json.WriteString(Names.Route, Route);
        json.WriteNumber(Names.Status, Status);
        if (Error is not null) json.WriteString(Names.Error, Error);
        if (Reason is not null) json.WriteString(Names.Reason, Reason);
        if (Made.Idp is not null) json.WriteString(Names.Idp, Made.Idp);
        if (Made.Providers.Count > 0)
        {
            json.WriteStartArray(Names.Providers);
            foreach (var provider in Made.Providers) json.WriteStringValue(provider);
            json.WriteEndArray();
        }

        Write(json, Names.Milliseconds, Took);
        foreach (var (step, name, _) in Steps)
        {
            if (Made.Of(step) is { Ticks: > 0 } took) Write(json, name, took);
        }
    }

    /// <summary>As a line for people.</summary>
    public override string ToString()
    {
        var steps = string.Join(", ", Steps.Where(one => Made.Of(one.Step).Ticks > 0).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Text} {Made.Of(one.Step).TotalMilliseconds:0.0}")));
        var why = Error is null ? "" : Reason is null ? $" {Error}" : $" {Error} {Reason}";
        var whom = Made.Idp is null ? "" : $" of {Made.Idp}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Method} {Route ?? "(no route)"} {Status}{why}{whom} in {Took.TotalMilliseconds:0.0} ms{(steps.Length > 0 ? $" ({steps})" : "")}, request {Id}");
    }

    // Thousandths, written as they are: the shortest text of a fraction costs more than the rest of the line.
    private static void Write(Utf8JsonWriter json, JsonEncodedText name, TimeSpan took)
    {
        Span<byte> text = stackalloc byte[24];
        var microseconds = took.Ticks / TimeSpan.TicksPerMicrosecond;
        var written = Utf8Formatter.TryFormat(microseconds / 1000, text, out var length);
        Debug.Assert(written, "19 digits fit");
        text[length++] = (byte)'.';
        for (var (unit, rest) = (100, (int)(microseconds % 1000)); unit > 0; unit /= 10) text[length++] = (byte)('0' + (rest / unit % 10));
        json.WritePropertyName(name);
        json.WriteRawValue(text[..length], skipInputValidation: true);
    }

    /// <summary>Escaped once: every line has the same names.</summary>
    private static class Names
    {
        public static readonly JsonEncodedText Error = JsonEncodedText.Encode("error");
        public static readonly JsonEncodedText Idp = JsonEncodedText.Encode("idp");
        public static readonly JsonEncodedText Method = JsonEncodedText.Encode("method");
        public static readonly JsonEncodedText Milliseconds = JsonEncodedText.Encode("ms");
        public static readonly JsonEncodedText Providers = JsonEncodedText.Encode("providers");
        public static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
        public static readonly JsonEncodedText RequestId = JsonEncodedText.Encode("requestId");
        public static readonly JsonEncodedText Route = JsonEncodedText.Encode("route");
        public static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
        public static readonly JsonEncodedText TraceId = JsonEncodedText.Encode("traceId");
    }
}
