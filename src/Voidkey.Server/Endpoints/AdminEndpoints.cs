using Voidkey.Contracts;
using Voidkey.Server.Answers;
using Voidkey.Server.Hosting;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Endpoints;

/// <summary>Answers what an operator asked for.</summary>
internal delegate Task AdminAnswer(HttpContext http, Operator by, AdminQuery query, CancellationToken ct);

/// <summary>The routes for those who run the broker: for callers whom <c>operators</c> lets in, and where there is a management listener only there.</summary>
internal static class AdminEndpoints
{
    public static void MapAdmin(this IEndpointRouteBuilder routes, EndpointContext context)
    {
        Map(HttpMethods.Get, "/v1/admin/status", [], _ => new OperatorRequest(OperatorAction.Status), (http, _, _, _) => Answer.OkAsync(http, AdminStatusAnswer.Of(context), ContractsJson.Default.AdminStatus));
        Map(HttpMethods.Post, "/v1/admin/reload", [], _ => new OperatorRequest(OperatorAction.Reload), (http, by, _, ct) => ReloadAsync(http, context, by, ct));
        Map(HttpMethods.Get, "/v1/admin/who-can", ["key", "from"], query => new OperatorRequest(OperatorAction.WhoCan, query.Key), (http, _, query, _) => Answer.OkAsync(http, WhoCanAnswer.Of(context, query.Key, query.From), ContractsJson.Default.WhoCan));

        var stopping = routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        Map(HttpMethods.Get, "/v1/admin/audit", ["last", "follow"], _ => new OperatorRequest(OperatorAction.Audit), (http, by, query, _) => AuditFeed.AnswerAsync(http, context, by, query, stopping));

        void Map(string method, string path, string[] query, Func<AdminQuery, OperatorRequest> request, AdminAnswer answer) =>
            routes.MapMethods(path, [method], http => AdmitAsync(http, context, AdminQuery.Read(http.Request, query), request, answer)).WithMetadata(new RouteFor(RouteAudience.Operators));
    }

    /// <summary>Answers an operator, and refuses everybody else.</summary>
    private static async Task AdmitAsync(HttpContext http, EndpointContext context, AdminQuery query, Func<AdminQuery, OperatorRequest> request, AdminAnswer answer)
    {
        using var deadline = RequestDeadline.Start(context.Time);
        var operators = context.Host.Current.Operators;
        if (BearerToken.Read(http.Request, bodyToken: null, out var token) is { } conflict) await Refusal.InvalidRequestAsync(http, context.Time, conflict);
        else if (operators.Closed is { } closed) await Refusal.WriteAsync(http, context.Time, closed);
        else if (token is null) await Refusal.NoTokenAsync(http, context);
        else if (query.Fault is { } fault) await Refusal.InvalidRequestAsync(http, context.Time, fault);
        else if (!(await operators.AuthorizeAsync(token, request(query), Minting.OriginOf(http), deadline.Token)).TryGet(out var admitted, out var error)) await Refusal.WriteAsync(http, context.Time, error);
        else await answer(http, admitted, query, deadline.Token);
    }

    // As SIGHUP does: the audit files are opened anew, too.
    private static async Task ReloadAsync(HttpContext http, EndpointContext context, Operator by, CancellationToken ct)
    {
        context.Host.ReopenAudit();
        if (!(await context.Reload.ReloadForAsync(by, RequestId.Of(http), ct)).TryGet(out var outcome, out var error)) await Refusal.WriteAsync(http, context.Time, error);
        else if (outcome.IsLoaded) await Answer.OkAsync(http, AdminStatusAnswer.Of(outcome), ContractsJson.Default.AdminReload);
        else
        {
            await Refusal.WriteAsync(
                http, context.Time, StatusCodes.Status422UnprocessableEntity, ErrorCodes.ConfigurationRefused, $"The configuration has problems: {outcome.ProblemCount}. What was in force stays.", problems: outcome.Problems);
        }
    }
}
