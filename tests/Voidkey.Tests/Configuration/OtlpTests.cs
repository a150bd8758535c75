using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>Where spans and metrics are sent is said in so many words, or they are sent nowhere.</summary>
public sealed class OtlpTests
{
    private const string Endpoint = "otlpEndpoint: https://collector.example.test:4318";

    public static TheoryData<string, string> Refused => new()
    {
        { "otlpEndpoint: http://collector.example.test:4318", ConfigCodes.Unsafe },
        { "otlpEndpoint: collector.example.test:4318", ConfigCodes.InvalidValue },
        { "otlpEndpoint: https://user:password@collector.example.test", ConfigCodes.InvalidValue },
        { "otlpEndpoint: grpc://collector.example.test:4317", ConfigCodes.InvalidValue },
        { "otlpEndpoint: \"\"", ConfigCodes.InvalidValue },
        { "otlpEndpoint: [https://collector.example.test]", ConfigCodes.InvalidValue },
        { "traceIdRatio: 0.5", ConfigCodes.Conflict },
        { $"otlpHeaders: x={Yaml.Canary}", ConfigCodes.Conflict },
        { "allowInsecureHttp: true", ConfigCodes.Conflict },
        { $"{Endpoint}, traceIdRatio: 1.5", ConfigCodes.OutOfRange },
        { $"{Endpoint}, traceIdRatio: -0.1", ConfigCodes.OutOfRange },
        { $"{Endpoint}, traceIdRatio: .nan", ConfigCodes.OutOfRange },
        { $"{Endpoint}, traceIdRatio: \"0.5\"", ConfigCodes.OutOfRange },
        { $"{Endpoint}, traceIdRatio: half", ConfigCodes.OutOfRange },
        { $"{Endpoint}, otlpHeaders: {Yaml.Canary}", ConfigCodes.InvalidValue },
        { $"{Endpoint}, otlpHeaders: \"={Yaml.Canary}\"", ConfigCodes.InvalidValue },
        { $"{Endpoint}, otlpHeaders: \"authorization=\"", ConfigCodes.InvalidValue },
        { $"{Endpoint}, otlpHeaders: \"a=1,,b=2\"", ConfigCodes.InvalidValue },
        { $"{Endpoint}, otlpHeaders: \"a b={Yaml.Canary}\"", ConfigCodes.InvalidValue },
        { $"{Endpoint}, otlpHeaders: \"a={Yaml.Canary}%0d%0ax: y\"", ConfigCodes.InvalidValue },
        { $"{Endpoint}, otlpHeaders: \"host={Yaml.Canary}\"", ConfigCodes.InvalidValue },
        { $"{Endpoint}, otlpHeaders: \"content-type={Yaml.Canary}\"", ConfigCodes.InvalidValue },
        { $"{Endpoint}, otlpHeaders: \"Proxy-Authorization={Yaml.Canary}\"", ConfigCodes.InvalidValue },
        { $"{Endpoint}, otlpHeaders: \"a={Yaml.Canary},A={Yaml.Canary}\"", ConfigCodes.Duplicate },
        { $"{Endpoint}, otlpHeaders: [a=1]", ConfigCodes.InvalidValue },
        { $"{Endpoint}, otlpHeader: a=1", ConfigCodes.UnknownMember },
    };

    [Fact]
    public void Nothing_is_sent_unless_somebody_says_where() => Assert.Null(Load("prometheus: true").Snapshot!.Settings.Otlp);

    /// <summary>Such variables are set for whole machines.</summary>
    [Fact]
    public void The_environment_alone_sends_nothing() =>
        Assert.Null(ConfigFolder.LoadOnce(Yaml.Good, ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector.example.test"), ("OTEL_EXPORTER_OTLP_HEADERS", "a=b")).Snapshot!.Settings.Otlp);

    [Fact]
    public void Everything_that_is_said_is_read()
    {
        var settings = Load($"{Endpoint}, traceIdRatio: 0.25, otlpHeaders: \"authorization=Bearer%20{Yaml.Canary}%3D, x-list = a%2Cb=c\"").Snapshot!.Settings.Otlp!;
        Assert.Equal((new Uri("https://collector.example.test:4318"), 0.25), (settings.Endpoint, settings.TraceIdRatio));
        Assert.Equal([("authorization", $"Bearer {Yaml.Canary}="), ("x-list", "a,b=c")], settings.Headers.Select(static header => (header.Key, header.Value.Reveal())));
        Assert.DoesNotContain(Yaml.Canary, settings.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Endpoint, 1), InlineData($"{Endpoint}, traceIdRatio: 0", 0), InlineData($"{Endpoint}, traceIdRatio: 1", 1), InlineData($"{Endpoint}, traceIdRatio: 1e-3", 0.001)]
    public void The_ratio_is_all_unless_said(string telemetry, double ratio) => Assert.Equal(ratio, Load(telemetry).Snapshot!.Settings.Otlp!.TraceIdRatio);

    [Theory]
    [InlineData("otlpEndpoint: http://127.0.0.1:4318"), InlineData("otlpEndpoint: http://collector.example.test:4318, allowInsecureHttp: true")]
    public void Plain_http_is_for_this_machine_or_where_it_is_said(string telemetry) => Assert.NotNull(Load(telemetry).Snapshot?.Settings.Otlp);

    [Theory, MemberData(nameof(Refused))]
    public void Is_refused_and_no_secret_told(string telemetry, string code)
    {
        var problems = Load(telemetry).Problems;
        Assert.Contains(problems, problem => problem.Code == code && !problem.IsWarning);
        Assert.DoesNotContain(Yaml.Canary, string.Join('\n', problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_secret_is_another_setting_and_the_same_file_is_none()
    {
        var (one, same, other) = (Of("a=1"), Of("a=1"), Of("a=2"));
        Assert.True(one.IsSameAs(same));
        Assert.False(one.IsSameAs(other) || one.IsSameAs(Of("b=1")) || one.IsSameAs(null));

        static OtlpSettings Of(string headers) => Load($"{Endpoint}, otlpHeaders: {headers}").Snapshot!.Settings.Otlp!;
    }

    private static LoadedConfig Load(string telemetry) => ConfigFolder.LoadOnce($"{Yaml.Good}telemetry: {{ {telemetry} }}\n");
}
