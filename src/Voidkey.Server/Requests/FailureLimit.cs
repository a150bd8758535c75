using Voidkey.Server.Answers;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Requests;

/// <summary>Refuses requests unread from an address from where too many came that were not those of a verified caller.</summary>
/// <remarks>Failures are counted and not requests: behind one address there may be a thousand runners, and all of them succeed.</remarks>
internal static class FailureLimit
{
    /// <summary>Marks what is open at any time: whoever asks how the server is must hear it.</summary>
    public static readonly object Open = new OpenRoute();

    /// <summary>Has its place behind the routing.</summary>
    public static void UseFailureLimit(this WebApplication app, BrokerHost host, TimeProvider time)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Voidkey.Server");
        app.Use(next => http => PassAsync(http, next, host, time, logger));
    }

    private static async Task PassAsync(HttpContext http, RequestDelegate next, BrokerHost host, TimeProvider time, ILogger logger)
    {
        var limits = host.Current.Snapshot.Settings.Limits;
        if (limits.Addresses is null || http.GetEndpoint()?.Metadata.GetMetadata<OpenRoute>() is not null)
        {
            await next(http);
            return;
        }

        var address = http.Connection.RemoteIpAddress;
        if (host.Used.Against(address, limits) is { } limited)
        {
            await Refusal.WriteAsync(http, time, limited);
            return;
        }

        await next(http);
        if (IsFailure(http) && host.Used.CountFailure(address, limits)) logger.AddressLimited(address!, limits.Addresses.Permits, limits.Addresses.Window);
    }

    // A token that was spent is a failure too, though it once said who its caller was.
    private static bool IsFailure(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => true,
        StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests => false,
        >= 400 and < 500 => !RequestFacts.Of(http).Made.IsVerified,
        _ => false,
    };

    /// <summary>The type of <see cref="Open"/>.</summary>
    internal sealed class OpenRoute;
}
