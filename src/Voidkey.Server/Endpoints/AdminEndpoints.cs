using Voidkey.Contracts;
using Voidkey.Server.Answers;
using Voidkey.Server.Hosting;
using Voidkey.Server.Requests;

namespace Voidkey.Server.Endpoints;

/// <summary>The routes for those who run the broker: for callers whom <c>operators</c> lets in, and where there is a management listener only there.</summary>
internal static class AdminEndpoints
{
    public static void MapAdmin(this IEndpointRouteBuilder routes, EndpointContext context)
    {
        Map(HttpMethods.Get, "/v1/admin/status", http => AdmitAsync(http, context, new OperatorRequest(OperatorAction.Status), (_, _) => Answer.OkAsync(http, AdminStatusAnswer.Of(context), ContractsJson.Default.AdminStatus)));
        Map(HttpMethods.Post, "/v1/admin/reload", http => AdmitAsync(http, context, new OperatorRequest(OperatorAction.Reload), (by, ct) => ReloadAsync(http, context, by, ct)));

        void Map(string method, string path, RequestDelegate answer) => routes.MapMethods(path, [method], answer).WithMetadata(new RouteFor(RouteAudience.Operators));
    }

    /// <summary>Answers an operator, and refuses everybody else.</summary>
    private static async Task AdmitAsync(HttpContext http, EndpointContext context, OperatorRequest request, Func<Operator, CancellationToken, Task> answer)
    {
        using var deadline = RequestDeadline.Start(context.Time);
        var operators = context.Host.Current.Operators;
        if (BearerToken.Read(http.Request, bodyToken: null, out var token) is { } conflict) await Refusal.InvalidRequestAsync(http, context.Time, conflict);
        else if (operators.Closed is { } closed) await Refusal.WriteAsync(http, context.Time, closed);
        else if (token is null) await Refusal.NoTokenAsync(http, context);
        else if (!(await operators.AuthorizeAsync(token, request, Minting.OriginOf(http), deadline.Token)).TryGet(out var admitted, out var error)) await Refusal.WriteAsync(http, context.Time, error);
        else await answer(admitted, deadline.Token);
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
