using System.Text.Json.Nodes;

namespace Voidkey.Testing;

/// <summary>A refusal of Google's. STS speaks OAuth (RFC 6749 §5.2), the other APIs have a status.</summary>
internal sealed record GoogleFault(int Status, string Code)
{
    public HttpResponseMessage OAuth() => Answers.Json(new JsonObject { ["error"] = Code, ["error_description"] = "upstream-text" }, Status);

    public HttpResponseMessage Api() =>
        Answers.Json(new JsonObject { ["error"] = new JsonObject { ["code"] = Status, ["message"] = "upstream-text", ["status"] = Code } }, Status);
}
