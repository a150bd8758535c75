using Microsoft.Extensions.Primitives;
using Voidkey.Diagnostics;

namespace Voidkey.Server.Requests;

/// <summary>The id under which a request stands in the log and the audit record: the caller's, if it is harmless, else a new one.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-ID";
    private const int MaxLength = 128;

    public static string Of(HttpContext http) => http.TraceIdentifier;

    /// <summary>Chooses the id; called once, first thing.</summary>
    public static string Choose(StringValues sent, DateTimeOffset now) => sent is [{ } id] && IsHarmless(id) ? id : UniqueId.Next(now);

    private static bool IsHarmless(string id) =>
        id.Length is > 0 and <= MaxLength && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
