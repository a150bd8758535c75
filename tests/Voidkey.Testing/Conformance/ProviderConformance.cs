using System.Net;

namespace Voidkey.Testing.Conformance;

/// <summary>What every provider must do, whatever its cloud. A provider that passes can be given to people.</summary>
/// <remarks>
/// Each of <see cref="Names"/> is one promise; <see cref="CheckAsync"/> returns, or throws a <see cref="ConformanceException"/> that says what is broken.
/// It drives a whole broker from its configuration on, so that nothing of a provider is left out.
/// <code>
/// [Theory, MemberData(nameof(Promises))]
/// public Task It_keeps_the_promises_of_a_provider(string promise) => ProviderConformance.CheckAsync(promise, Subject);
/// public static TheoryData&lt;string&gt; Promises => [.. ProviderConformance.Names];
/// </code>
/// </remarks>
public static class ProviderConformance
{
    private const string Elsewhere = "https://elsewhere.conformance.test";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortLimit = TimeSpan.FromMilliseconds(300);

    private static Fault[] NoAnswers { get; } =
    [
        Fault.Garbage, Fault.HtmlPage, Fault.Empty, Answering("{}", "application/json"), Answering("[]", "application/json"), Answering("null", "application/json"),
        Answering("{\"a\":", "application/json"), Answering("<a/>", "text/xml"), Answering("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>", "text/xml"), Fault.Status(204), Fault.Status(206),
    ];

    private static readonly Dictionary<string, Func<ProviderUnderTest, Task>> Promises = new(StringComparer.Ordinal)
    {
        ["mints, and says truthfully until when"] = MintsAsync,
        ["asks for the lifetime that was granted"] = HonoursLifetimeAsync,
        ["makes the same calls for every mint, and keeps nothing"] = KeepsNothingAsync,
        ["says that the cloud is unreachable, and tries twice at most"] = subject => FailsAsync(subject, BrokerErrorCode.CloudUnreachable, 2, Fault.Refuse, Fault.Status(500), Fault.Status(502), Fault.Status(503), Fault.Status(504)),
        ["says that the cloud refused, and tries once"] = subject => FailsAsync(subject, BrokerErrorCode.MintRefused, 1, Fault.Status(400), Fault.Status(401), Fault.Status(403), Fault.Status(404), Fault.Status(409)),
        ["says that the cloud asks to slow down, and tries once"] = subject => FailsAsync(subject, BrokerErrorCode.CloudThrottled, 1, Fault.Status(429)),
        ["takes nothing for a credential that is none"] = subject => FailsAsync(subject, BrokerErrorCode.MintInvalidResponse, 1, NoAnswers),
        ["reads no more than it must"] = subject => FailsAsync(subject, BrokerErrorCode.MintInvalidResponse, 1, Fault.Huge(300)),
        ["follows no redirect"] = FollowsNoRedirectAsync,
        ["ends when its time does"] = EndsAsync,
        ["does not ask a cloud that fails twice as much"] = SparesAsync,
        ["hands out nothing that has expired"] = RefusesExpiredAsync,
    };

    /// <summary>The promises.</summary>
    public static IReadOnlyCollection<string> Names => Promises.Keys;

    /// <summary>Checks one promise.</summary>
    /// <param name="promise">One of <see cref="Names"/>.</param>
    /// <exception cref="ConformanceException">It is not kept.</exception>
    public static Task CheckAsync(string promise, ProviderUnderTest subject) => Promises[promise](subject);

    private static async Task MintsAsync(ProviderUnderTest subject)
    {
        await using var world = new ConformanceWorld(subject, TimeProvider.System);
        var minted = await MintsAsync(world);
        var key = minted.Keys[0];
        Must(key.Variables.Count > 0, "there are no default outputs");
        Must(key.Variables.All(static variable => variable.Value.Length > 0), "a variable is empty");
        Must(key.ExpiresAt > TimeProvider.System.GetUtcNow(), "it has expired already");

        var audit = await File.ReadAllTextAsync(world.AuditFile);
        Must(audit.Contains("\"decision\":\"granted\"", StringComparison.Ordinal), "there is no record of the grant");
        Must(!audit.Contains("\"reference\":\"\"", StringComparison.Ordinal), "the record has no reference that names the credential");
        Watch(world);
        Must(Canary.FoundIn(audit).Count == 0, "the record holds a secret");
        Must(world.Network.Requests.All(static request => Canary.FoundIn(request.Uri.OriginalString).Count == 0), "a secret is in a URL");
    }

    private static async Task HonoursLifetimeAsync(ProviderUnderTest subject)
    {
        if (!subject.HonoursLifetime) return;
        await using var world = new ConformanceWorld(subject, TimeProvider.System);
        var asked = TimeSpan.FromSeconds(1000);
        var key = (await MintsAsync(world, asked)).Keys[0];
        var lives = key.ExpiresAt - TimeProvider.System.GetUtcNow();
        Must(lives <= asked + TimeSpan.FromSeconds(5), $"1000 s were granted, and it lives for {lives.TotalSeconds:0} s");
        Must(lives > asked - TimeSpan.FromMinutes(2), $"1000 s were granted, and it lives for {lives.TotalSeconds:0} s only");
    }

    private static async Task KeepsNothingAsync(ProviderUnderTest subject)
    {
        await using var world = new ConformanceWorld(subject, TimeProvider.System);
        await MintsAsync(world);
        var before = Calls(world, subject);
        await MintsAsync(world);
        Must(before == subject.Hops.Count, $"the first mint made {before} calls, not {subject.Hops.Count}");
        Must(Calls(world, subject) == 2 * before, $"the second mint made {Calls(world, subject) - before} calls, not {before}");
    }

    private static async Task FailsAsync(ProviderUnderTest subject, BrokerErrorCode expected, int tries, params Fault[] faults)
    {
        foreach (var hop in subject.Hops)
        {
            foreach (var fault in faults)
            {
                // A broker of its own: what one failure does to the next mint is another promise.
                await using var world = new ConformanceWorld(subject, TimeProvider.System);
                world.Network.Break(hop.Url, fault, new Uri(hop.Url).AbsolutePath);
                await FailsAsync(world, $"{hop.Url} {fault}", expected);
                Must(CallsTo(world, hop) <= tries, $"{hop.Url} {fault}: it tried {CallsTo(world, hop)} times");
                world.Network.Heal(hop.Url);
                await MintsAsync(world);
            }
        }
    }

    private static async Task FollowsNoRedirectAsync(ProviderUnderTest subject)
    {
        foreach (var hop in subject.Hops)
        {
            foreach (var status in new[] { 301, 302, 303, 307, 308 })
            {
                await using var world = new ConformanceWorld(subject, TimeProvider.System);
                world.Network.Map(Elsewhere, (request, _) => hop.Answer(request, new CloudMoment(TimeProvider.System.GetUtcNow(), world.Own)));
                world.Network.Break(hop.Url, Fault.Redirect(status, $"{Elsewhere}/"), new Uri(hop.Url).AbsolutePath);
                await FailsAsync(world, $"{hop.Url} redirects with {status}", BrokerErrorCode.MintInvalidResponse);
                Must(world.Network.RequestsTo(Elsewhere).Count == 0, $"it followed a {status}");
            }
        }
    }

    private static async Task EndsAsync(ProviderUnderTest subject)
    {
        foreach (var hop in subject.Hops)
        {
            foreach (var fault in new[] { Fault.Hang, Fault.Drip(TimeSpan.FromMilliseconds(20), TimeProvider.System) })
            {
                await using var world = new ConformanceWorld(subject, TimeProvider.System);
                await MintsAsync(world);
                world.Network.Break(hop.Url, fault, new Uri(hop.Url).AbsolutePath);
                using var limit = new CancellationTokenSource(ShortLimit);
                await FailsAsync(world, $"{hop.Url} {fault}", BrokerErrorCode.ProviderTimeout, limit.Token);
                world.Network.Heal(hop.Url);
                await MintsAsync(world);
            }
        }
    }

    private static async Task SparesAsync(ProviderUnderTest subject)
    {
        await using var world = new ConformanceWorld(subject, TimeProvider.System);
        var hop = subject.Hops[0];
        world.Network.Break(hop.Url, Fault.Status(503), new Uri(hop.Url).AbsolutePath);
        for (var i = 0; i < 40; i++) await FailsAsync(world, $"{hop.Url} fails for good", BrokerErrorCode.CloudUnreachable);
        Must(CallsTo(world, hop) <= 55, $"40 mints that failed made {CallsTo(world, hop)} calls");
    }

    private static async Task RefusesExpiredAsync(ProviderUnderTest subject)
    {
        if (subject.Expired is not { } expired) return;
        var hops = subject.Hops.Select(hop => hop.Url == expired.Url ? expired : hop).ToArray();
        await using var world = new ConformanceWorld(subject with { Hops = hops }, TimeProvider.System);
        await FailsAsync(world, "the cloud gives what has expired", BrokerErrorCode.MintInvalidResponse);
    }

    private static async Task<Minted> MintsAsync(ConformanceWorld world, TimeSpan? lifetime = null)
    {
        using var limit = new CancellationTokenSource(Limit);
        var result = await world.MintAsync(lifetime, limit.Token);
        if (result.TryGet(out var minted, out var error)) return minted;
        throw new ConformanceException($"all is well, and yet: {error}");
    }

    private static async Task FailsAsync(ConformanceWorld world, string why, BrokerErrorCode expected, CancellationToken? within = null)
    {
        using var limit = new CancellationTokenSource(Limit);
        var result = await world.MintAsync(ct: within ?? limit.Token);
        if (result.TryGet(out _, out var error)) throw new ConformanceException($"{why}: it minted");
        Must(error.Code == expected, $"{why}: {error.Code} where {expected} was due ({error.Cause})");
        Watch(world);
        Must(Canary.FoundIn(error.ToString()).Count == 0, $"{why}: the error holds a secret");
        Must(!error.ToString().Contains("upstream-text", StringComparison.Ordinal), $"{why}: the error repeats what the cloud said");
        Must(expected is not (BrokerErrorCode.CloudUnreachable or BrokerErrorCode.CloudThrottled or BrokerErrorCode.ProviderTimeout) || error.RetryAfter > TimeSpan.Zero, $"{why}: it does not say when to come back");
    }

    // The broker's own tokens are made during the test: whatever was sent of them is looked for in what is told.
    private static void Watch(ConformanceWorld world)
    {
        foreach (var token in world.Own.TokensIssued) Canary.Watch("broker-token", token.Reveal());
    }

    private static int Calls(ConformanceWorld world, ProviderUnderTest subject) => subject.Hops.Sum(hop => CallsTo(world, hop));

    private static int CallsTo(ConformanceWorld world, CloudHop hop) =>
        world.Network.RequestsTo(hop.Url).Count(request => request.Uri.AbsolutePath == new Uri(hop.Url).AbsolutePath);

    private static Fault Answering(string body, string contentType) => new($"answers {body}", (_, _) => Task.FromResult(Answers.Text(body, contentType, (int)HttpStatusCode.OK)));

    private static void Must(bool isSo, string otherwise)
    {
        if (!isSo) throw new ConformanceException(otherwise);
    }
}
