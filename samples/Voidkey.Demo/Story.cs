using Voidkey.Testing;
using static Voidkey.Demo.StoryBrokenException;

namespace Voidkey.Demo;

/// <summary>The story, from the job's token to a call signed with what was minted, and what must not happen. A line is printed after it was seen.</summary>
internal sealed class Story(Stage stage)
{
    private readonly Evidence _evidence = new(stage);

    public async Task TellAsync(CancellationToken ct)
    {
        stage.Screen.Chapter("One mint, step by step");
        var jobToken = await stage.World.AskForJobTokenAsync(stage.Http, ct);
        var credentials = new OneMint(stage, jobToken, await MintAsync(jobToken, "json", ct)).Tell();

        stage.Screen.Chapter("Using it");
        await UseAsync(credentials, ct);
        await ShowForShellAsync(jobToken, ct);

        stage.Screen.Chapter("What is refused, and what is lowered");
        await new Refusals(stage, _evidence).TellAsync(jobToken, ct);

        stage.Screen.Chapter("What is left behind");
        await _evidence.ShowAsync(jobToken, ct);
    }

    private async Task<CliRun> MintAsync(Secret jobToken, string format, CancellationToken ct)
    {
        var run = await stage.Cli.MintAsync(jobToken, format, ct);
        Unless(run.ExitCode == 0, $"voidkey mint {CommandLine.Key} -o {format} succeeds (exit {run.ExitCode})\n{run.Errors}");
        _evidence.Granted(run);
        return run;
    }

    private async Task UseAsync(AwsCredentials credentials, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, stage.World.StsEndpoint);
        request.Content = new FormUrlEncodedContent([new("Action", "GetCallerIdentity"), new("Version", "2011-06-15")]);
        await SigV4.SignAsync(request, credentials, "us-east-1", "sts", stage.Time.GetUtcNow(), ct);
        using var answer = await stage.Http.SendAsync(request, ct);

        var body = await answer.Content.ReadAsStringAsync(ct);
        var arn = StsAnswer.Element(body, "Arn");
        Unless(answer.IsSuccessStatusCode && arn is not null, $"the cloud accepts a call signed with the minted credentials\n{body}");
        stage.Screen.Kept($"GetCallerIdentity, signed with the minted credentials: {arn}");
    }

    private async Task ShowForShellAsync(Secret jobToken, CancellationToken ct)
    {
        var run = await MintAsync(jobToken, "env", ct);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Unless(lines.Length == 3 && lines.All(line => line.StartsWith("export AWS_", StringComparison.Ordinal)), "-o env prints three exports");

        stage.Screen.Kept("The same for a shell, which says: eval \"$(voidkey mint AWS_DEPLOY)\" (masked here)");
        foreach (var line in lines) stage.Screen.Text($"    {Mask.Assignment(line)}");
    }
}
