using System.Text.RegularExpressions;
using Voidkey.Access;
using Voidkey.Diagnostics;

namespace Voidkey.Providers.Http;

/// <summary>A credential of a service that the configuration describes.</summary>
internal sealed partial class HttpCredential(CloudCall service, TemplatedRequest request, AnswerPlaces places, TimeProvider time) : IBoundKey
{
    public const string Expiration = "Expiration";

    private const int MaxAnswerBytes = 256 * 1024;

    public IReadOnlyList<string> Fields { get; } = [.. places.Fields.Select(static field => field.Key), Expiration];

    /// <summary>Each field under its own name as a variable is written: <c>AccessToken</c> is <c>ACCESS_TOKEN</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs { get; } = [.. places.Fields.Select(static field => KeyValuePair.Create(VariableOf(field.Key), field.Key))];

    /// <summary>Any: what the service allows is for the provider's <c>maxDuration</c> to say.</summary>
    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));

    /// <summary>Where nothing in the request asks for a lifetime, the service alone decides.</summary>
    public bool HonoursLifetime => request.SaysLifetime;

    public string Destination => request.Url.Authority;

    public bool NeedsBrokerToken => request.ShowsBrokerToken;

    public IReadOnlyList<ICallerText> CallerTexts => request.CallerTexts;

    /// <summary>A field's name in capitals, its words parted by <c>_</c>.</summary>
    public static string VariableOf(string field) => Words().Replace(field, "_").ToUpperInvariant();

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        var asked = time.GetUtcNow();
        if (request.For(context, asked) is not { } message) return service.Errors.Invalid("the broker's token is not at hand, or has characters that no header can carry");

        var sent = await service.SendAsync(message, MaxAnswerBytes, ct);
        if (!sent.TryGet(out var received, out var error)) return error;

        using var answer = received;
        if (!places.TryRead(answer.Body, asked, time.GetUtcNow(), out var found, out var fault)) return service.Errors.Invalid(fault);

        var fields = new Dictionary<string, Secret>(found.Values, StringComparer.Ordinal) { [Expiration] = new(Timestamps.Seconds(found.Expiration)) };
        return new MintedCredential(fields, found.Expiration, found.Reference);
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
