using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voidkey.Contracts;
using Voidkey.Testing;

namespace Voidkey.Demo;

/// <param name="ExitCode">The command line's.</param>
/// <param name="Output">Its stdout. Of a mint it is secret.</param>
/// <param name="Errors">Its stderr.</param>
/// <param name="Exchange">What went over the wire meanwhile.</param>
internal sealed record CliRun(int ExitCode, string Output, string Errors, Exchange Exchange)
{
    /// <summary>The first line of stderr, which says what happened.</summary>
    public string Verdict => Errors.Split('\n')[0];

    /// <summary>What <c>-o json</c> printed.</summary>
    public CompatibleCredential Credential(string key) =>
        JsonSerializer.Deserialize(Output, ContractsJson.Default.DictionaryStringCompatibleCredential)?.GetValueOrDefault(key)
        ?? throw new StoryBrokenException($"-o json prints {key}");

    /// <summary>What the broker answered to a mint.</summary>
    public MintResponse Minted() =>
        JsonSerializer.Deserialize(Exchange.Body, ContractsJson.Default.MintResponse) ?? throw new StoryBrokenException("the broker answers a mint");

    /// <summary>What the broker answered to a mint that it refused: the code of its problem document, and the id of the request.</summary>
    public (string Error, string RequestId) Refused()
    {
        var problem = JsonNode.Parse(Exchange.Body)?.AsObject();
        return (problem?["error"]?.ToString() ?? "no code", problem?["requestId"]?.ToString() ?? "no id");
    }
}

/// <summary>The real <c>voidkey</c> program, its token in the environment as in a CI job.</summary>
internal sealed class CommandLine(string program, string brokerUrl, Tap tap)
{
    public const string Key = "AWS_DEPLOY";

    public async Task<CliRun> MintAsync(Secret token, string format, CancellationToken ct, TimeSpan? duration = null)
    {
        List<string> arguments = ["mint", Key, "--broker-url", brokerUrl, "-o", format];
        if (duration is { } asked) arguments.AddRange(["--duration", ((int)asked.TotalSeconds).ToString(CultureInfo.InvariantCulture)]);

        Canary.Watch("job token", token.Reveal());
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["VOIDKEY_OIDC_TOKEN"] = token.Reveal() };
        await using var cli = await ChildProcess.RunAsync(program, arguments, environment, ct);
        return new CliRun(cli.ExitCode, cli.Output, cli.Errors, tap.Last);
    }
}
