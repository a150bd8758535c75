using Voidkey.Contracts;
using Voidkey.Server.Answers;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Endpoints;

/// <summary>The v1 routes that say what would be, and change nothing.</summary>
internal static class Explaining
{
    public static async Task ExplainAsync(HttpContext http, EndpointContext context)
    {
        using var deadline = RequestDeadline.Start(context.Time);
        var received = await JsonBody.ReadAsync<string>(http.Request, ExplainBody.TryRead, deadline.Token);
        if (received.Body is not { } key) await Refusal.InvalidRequestAsync(http, context.Time, received.Fault, received.Status);
        else if (BearerToken.Read(http.Request, bodyToken: null, out var token) is { } conflict) await Refusal.InvalidRequestAsync(http, context.Time, conflict);
        else if (token is null) await Refusal.NoTokenAsync(http, context);
        else if (!(await context.Host.Current.Broker.ExplainAsync(token, key, Minting.OriginOf(http), deadline.Token)).TryGet(out var explanation, out var error)) await Refusal.WriteAsync(http, context.Time, error);
        else await Answer.OkAsync(http, Of(explanation), ContractsJson.Default.ExplainResponse);
    }

    public static async Task WhoAmIAsync(HttpContext http, EndpointContext context)
    {
        using var deadline = RequestDeadline.Start(context.Time);
        if (BearerToken.Read(http.Request, bodyToken: null, out var token) is { } conflict) await Refusal.InvalidRequestAsync(http, context.Time, conflict);
        else if (token is null) await Refusal.NoTokenAsync(http, context);
        else if (!(await context.Host.Current.Broker.RecognizeAsync(token, Minting.OriginOf(http), deadline.Token)).TryGet(out var caller, out var error)) await Refusal.WriteAsync(http, context.Time, error);
        else await Answer.OkAsync(http, Of(caller), ContractsJson.Default.WhoAmI);
    }

    private static ExplainResponse Of(Explanation explanation) => new(
        explanation.Key,
        explanation.Refusal is null,
        explanation.Principal.Subject,
        explanation.Principal.Idp,
        WireInstant.Of(explanation.Principal.ExpiresAt),
        ReasonOf(explanation.Refusal),
        explanation.Keys,
        explanation.Claims,
        [.. explanation.Identities.SelectMany(static (identity, i) => identity.Conditions.Select(condition => new ExplainedCondition(i + 1, condition.Claim, condition.Holds, condition.Wanted, condition.Got)))],
        explanation.Refusal?.Message);

    // What cannot be had for another reason than who asks, such as a lifetime, is no matter here; should it ever be, it does not read as granted.
    private static string ReasonOf(BrokerError? refusal) => refusal is null ? "granted" : ErrorTable.Find(refusal.Code).Reason ?? "not_granted";

    private static WhoAmI Of(KnownCaller caller) => new(
        caller.Principal.Subject, caller.Principal.Idp, caller.Principal.Issuer, caller.Audiences, WireInstant.Of(caller.Principal.ExpiresAt), caller.Identities);
}
