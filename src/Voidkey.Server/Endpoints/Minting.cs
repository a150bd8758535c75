using Voidkey.Server.Answers;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Endpoints;

/// <summary>What both mint endpoints do: read, ask the broker, answer.</summary>
internal static class Minting
{
    public static async Task MintAsync(HttpContext http, EndpointContext context, ReadBody<MintBody> read, Func<HttpContext, Minted, Task> answer)
    {
        var current = context.Host.Current;
        using var deadline = RequestDeadline.Start(context.Time);
        var received = await JsonBody.ReadAsync(http.Request, read, deadline.Token);
        if (received.Body is not { } body)
        {
            await Refusal.InvalidRequestAsync(http, context.Time, received.Fault, received.Status);
            return;
        }

        // First what cannot be read at all, then who is missing, then what is asked for.
        if (BearerToken.Read(http.Request, body.Token, out var token) is { } conflict) await Refusal.InvalidRequestAsync(http, context.Time, conflict);
        else if (token is null) await Refusal.NoTokenAsync(http, context);
        else if (body.Fault(current.Snapshot.Settings.MaxKeys) is { } wrong) await Refusal.InvalidRequestAsync(http, context.Time, wrong);
        else if (!(await current.Broker.MintAsync(body.ToCommand(token, OriginOf(http)), deadline.Token)).TryGet(out var minted, out var error)) await Refusal.WriteAsync(http, context.Time, error);
        else await answer(http, minted);
    }

    /// <summary>Lists the caller's keys.</summary>
    public static async Task ListKeysAsync(HttpContext http, EndpointContext context, Func<HttpContext, GrantedKeys, Task> answer)
    {
        using var deadline = RequestDeadline.Start(context.Time);
        if (BearerToken.Read(http.Request, bodyToken: null, out var token) is { } fault) await Refusal.InvalidRequestAsync(http, context.Time, fault);
        else if (token is null) await Refusal.NoTokenAsync(http, context);
        else if (!(await context.Host.Current.Broker.ListKeysAsync(token, OriginOf(http), deadline.Token)).TryGet(out var keys, out var error)) await Refusal.WriteAsync(http, context.Time, error);
        else await answer(http, keys);
    }

    public static RequestOrigin OriginOf(HttpContext http)
    {
        var facts = RequestFacts.Of(http);
        return new(RequestId.Of(http), http.Connection.RemoteIpAddress?.ToString()) { Steps = facts.Made, TraceId = facts.TraceId };
    }
}
