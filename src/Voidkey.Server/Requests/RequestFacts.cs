namespace Voidkey.Server.Requests;

/// <summary>What became of one request, for those who count and log it.</summary>
internal sealed class RequestFacts
{
    /// <summary>The wire code that the caller was refused with; null: he was not.</summary>
    public string? Error { get; set; }

    /// <summary>What the refusal says beside its code, where it says more.</summary>
    public string? Reason { get; set; }

    /// <returns>Those of a request that came through the gate.</returns>
    public static RequestFacts Of(HttpContext http) => http.Features.Get<RequestFacts>() ?? throw new InvalidOperationException("The request did not come through the gate.");
}
