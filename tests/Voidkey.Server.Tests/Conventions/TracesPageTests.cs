using System.Diagnostics;
using System.Text.RegularExpressions;
using Voidkey.Server.Tests.Telemetry;
using Voidkey.Testing;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>The page about traces has every span and every attribute, and no other.</summary>
public sealed partial class TracesPageTests : IAsyncLifetime
{
    private static readonly string Page = Source.Read("docs", "traces.md");

    private readonly ServerWorld _world = new();
    private readonly HeardSpans _heard = new();

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _heard.Dispose();
    }

    [Fact]
    public async Task Every_span_is_on_the_page_with_its_attributes_and_no_other_is()
    {
        var spans = await HearAllAsync();
        var told = spans.GroupBy(static span => NameOf(span), StringComparer.Ordinal).ToDictionary(
            static span => span.Key, static span => span.SelectMany(static one => one.TagObjects).Select(static tag => tag.Key).Distinct().Order(StringComparer.Ordinal).ToArray());
        var rows = Row().Matches(Page).ToDictionary(static row => row.Groups[1].Value, static row => Attribute().Matches(row.Groups[3].Value).Select(static one => one.Groups[1].Value).Order(StringComparer.Ordinal).ToArray());

        Assert.Equal(rows.Keys.Order(StringComparer.Ordinal), told.Keys.Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal(row.Value, told[row.Key]));
        Assert.All(Row().Matches(Page), row => Assert.All(spans.Where(span => NameOf(span) == row.Groups[1].Value), span => Assert.Equal(row.Groups[2].Value, span.Kind.ToString().ToLowerInvariant())));
    }

    [Fact]
    public void Every_attribute_of_a_span_is_explained()
    {
        var explained = Page[Page.IndexOf("## Attributes", StringComparison.Ordinal)..];
        var used = Row().Matches(Page).SelectMany(static row => Attribute().Matches(row.Groups[3].Value)).Select(static one => one.Groups[1].Value).Distinct().ToArray();
        Assert.True(used.Length > 12, $"{used.Length} attributes");
        Assert.All(used, name => Assert.Contains($"`{name}`", explained, StringComparison.Ordinal));
    }

    // All that goes well, and everything that can go wrong.
    private async Task<IReadOnlyList<Activity>> HearAllAsync()
    {
        var traces = new List<string> { await MintAsync(_world.Token()), await MintAsync(_world.Token("nobody")), await MintAsync("no-token") };
        _world.Network.Break("https://sts.example.test", Fault.Refuse);
        traces.Add(await MintAsync(_world.Token()));
        await using (var broken = new ServerWorld("limits: { enabled: false }"))
        {
            await broken.InitializeAsync();
            broken.Network.Break(broken.Own.Issuer, Fault.Refuse);
            traces.Add(await MintAsync(broken.Token(), broken));
            broken.Network.Break(broken.Ci.Issuer, Fault.Refuse);
            broken.Ci.Rotate();
            traces.Add(await MintAsync(broken.Token(), broken));
        }

        await using (var cold = new ServerWorld("limits: { enabled: false }"))
        {
            await cold.InitializeAsync();
            cold.Network.Break(cold.Ci.Issuer, Fault.Refuse);
            traces.Add(await MintAsync(cold.Token(), cold));
        }

        var audited = await MintWithoutRecordAsync();
        return [.. (await Task.WhenAll(traces.Append(audited).Select(_heard.OfAsync))).SelectMany(static spans => spans)];
    }

    // The disk fills up between the look at the sink and the record.
    private async Task<string> MintWithoutRecordAsync()
    {
        await using var world = new ServerWorld("limits: { enabled: false }");
        await world.InitializeAsync();
        world.Network.Map("https://sts.example.test", async (request, ct) =>
        {
            if (File.Exists(world.AuditFile)) File.Delete(world.AuditFile);
            Directory.CreateDirectory(world.AuditFile);
            return await world.Sts.AnswerAsync(request, ct);
        });
        var trace = await MintAsync(world.Token(), world);
        Directory.Delete(world.AuditFile);
        return trace;
    }

    private async Task<string> MintAsync(string token, ServerWorld? world = null)
    {
        var (trace, parent) = HeardSpans.NewTrace();
        await (world ?? _world).SendAsync("POST", "/v1/credentials/mint", token, """{"keys":["AWS_DEPLOY"]}""", change: request => request.Headers.Add("traceparent", parent));
        return trace;
    }

    private static string NameOf(Activity span) => span.Kind == ActivityKind.Client ? "GET" : span.DisplayName;

    [GeneratedRegex(@"^\| `([^`]+)`[^|]* \| (\w+) \| [^|]+ \| [^|]+ \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Attribute();
}
