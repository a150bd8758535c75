using Voidkey.Server.Answers;

namespace Voidkey.Server.Hosting;

/// <summary>Marks a connection to <c>server.managementUrls</c>.</summary>
internal sealed class ManagementConnection
{
    public static readonly ManagementConnection Instance = new();

    private ManagementConnection()
    {
    }
}

/// <summary>Which routes are for whoever runs the server.</summary>
internal enum RouteAudience
{
    /// <summary>Those for callers: not at the management listener.</summary>
    Callers = 0,

    /// <summary>Metrics, and what only operators may ask for: where there is a management listener, only there.</summary>
    Operators,

    /// <summary>Health: everywhere.</summary>
    Everybody,
}

/// <summary>Answers each route where it belongs. Elsewhere there is no such route.</summary>
internal static class ManagementRoutes
{
    /// <param name="hasListener">Whether there is a management listener.</param>
    public static void UseManagementRoutes(this WebApplication app, bool hasListener, TimeProvider time)
    {
        if (!hasListener) return;
        app.Use(next => http => Belongs(http) ? next(http) : Refusal.WriteAsync(http, time, StatusCodes.Status404NotFound, Contracts.ErrorCodes.NotFound, "There is no such route."));
    }

    private static bool Belongs(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint) return true;
        var audience = endpoint.Metadata.GetMetadata<RouteFor>()?.Audience ?? RouteAudience.Callers;
        return audience == RouteAudience.Everybody || audience == RouteAudience.Operators == http.Features.Get<ManagementConnection>() is not null;
    }
}

/// <summary>Says whom a route is for; without it, callers.</summary>
internal sealed record RouteFor(RouteAudience Audience);
