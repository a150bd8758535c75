using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Testing;
using Voidkey.Testing.Conformance;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>The suite finds what it is there to find: each of these providers breaks one promise.</summary>
public sealed class ConformanceSuiteTests
{
    private const string Url = "https://cloud.example.test/mint";

    public static TheoryData<string, string> Broken { get; } = new()
    {
        { "an hour whatever was asked for", "asks for the lifetime that was granted" },
        { "keeps a credential", "makes the same calls for every mint, and keeps nothing" },
        { "tries three times", "says that the cloud is unreachable, and tries twice at most" },
        { "repeats what the cloud said", "says that the cloud refused, and tries once" },
        { "tells the broker's token", "says that the cloud refused, and tries once" },
        { "does not know throttling", "says that the cloud asks to slow down, and tries once" },
        { "takes anything", "takes nothing for a credential that is none" },
        { "does not stop", "ends when its time does" },
        { "does not look at the time", "hands out nothing that has expired" },
        { "names it by its secret", "mints, and says truthfully until when" },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task What_breaks_a_promise_is_found(string how, string promise)
    {
        await Assert.ThrowsAsync<ConformanceException>(() => ProviderConformance.CheckAsync(promise, Subject(how)));
        await ProviderConformance.CheckAsync(promise, Subject(""));
    }

    private static ProviderUnderTest Subject(string how) => new()
    {
        Provider = (http, time) => new Sloppy(http, time, how),
        Settings = "",
        Key = "",
        Hops = [new CloudHop(Url, static async (request, moment) => Granting(moment.Now.AddSeconds(int.Parse(await request.Content!.ReadAsStringAsync(), System.Globalization.CultureInfo.InvariantCulture))))],
        Expired = new CloudHop(Url, static (_, moment) => Task.FromResult(Granting(moment.Now.AddSeconds(-1)))),
    };

    private static HttpResponseMessage Granting(DateTimeOffset until) => Answers.Text($$"""{"token":"{{Canary.Make("token").Reveal()}}","until":{{until.ToUnixTimeSeconds()}}}""", "application/json");

    private sealed class Sloppy(OutboundHttp http, TimeProvider time, string how) : IAccessProvider, IBoundKey
    {
        private readonly CloudCall _cloud = new(new CloudDialect("cloud", static _ => null), http);
        private MintedCredential? _kept;

        public string Type => "sloppy";

        public IReadOnlyList<string> Fields { get; } = ["Token"];

        public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs { get; } = [new("CLOUD_TOKEN", "Token")];

        public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(12));

        public string Destination => "cloud.example.test";

        public BindKey Bind(ConfigSection provider) => _ => this;

        public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
        {
            if (_kept is not null) return _kept;

            var seconds = how == "an hour whatever was asked for" ? 3600 : (long)context.Lifetime.TotalSeconds;
            var sent = await SendAsync(() => new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent($"{seconds}") }, how == "does not stop" ? CancellationToken.None : ct);
            if (!sent.TryGet(out var answer, out var error)) return Worse(error, context);

            using (answer)
            {
                if (!CloudJson.TryRead(answer.Body, out var json) || json.Word("token") is not { } token || json.UnixTime("until") is not { } until)
                {
                    if (how != "takes anything") return _cloud.Errors.Invalid("no token");
                    (token, until) = ("anything", time.GetUtcNow().AddMinutes(5));
                }

                if (until <= time.GetUtcNow() && how != "does not look at the time") return _cloud.Errors.Invalid("expired");
                var credential = new MintedCredential(new Dictionary<string, Secret> { ["Token"] = new(token) }, until, how == "names it by its secret" ? token : "id");
                if (how == "keeps a credential") _kept = credential;
                return credential;
            }
        }

        private async Task<Result<OutboundAnswer>> SendAsync(Func<HttpRequestMessage> request, CancellationToken ct)
        {
            for (var i = 0; how == "tries three times" && i < 2; i++)
            {
                using var first = request();
                (await http.SendAsync(first, 1024, ct)).Dispose();
            }

            return await _cloud.SendAsync(request, 64 * 1024, how == "does not stop" ? new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token : ct);
        }

        private BrokerError Worse(BrokerError error, MintContext context) => how switch
        {
            "repeats what the cloud said" => error with { Cause = $"{error.Cause}: upstream-text" },
            "tells the broker's token" => error with { Cause = $"refused {context.Token!.Value.Reveal()}" },
            "does not know throttling" => error with { Code = error.Code == BrokerErrorCode.CloudThrottled ? BrokerErrorCode.MintRefused : error.Code },
            "does not stop" => error with { Code = BrokerErrorCode.CloudUnreachable },
            _ => error,
        };
    }
}
