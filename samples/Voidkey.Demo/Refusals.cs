using System.Globalization;
using Voidkey.Testing;
using static Voidkey.Demo.StoryBrokenException;

namespace Voidkey.Demo;

/// <summary>Everything that must not be had, tried.</summary>
internal sealed class Refusals(Stage stage, Evidence evidence)
{
    public const string WithoutTheBroker = "without-the-broker";

    public async Task TellAsync(Secret jobToken, CancellationToken ct)
    {
        var ci = stage.World.ClientIdp;
        var impostor = SigningKey.Create(ci.Key.Algorithm, ci.Key.KeyId);

        await RefusedAsync("another repository's token, validly signed", stage.World.JobToken("example-org/other"), 403, "FORBIDDEN", 5, ct);
        await RefusedAsync("a token signed by a stranger under the provider's key id", stage.World.JobToken(signWith: impostor), 401, "INVALID_TOKEN", 4, ct);
        await RefusedAsync("a token that expired two minutes ago", stage.World.JobToken(lifetime: TimeSpan.FromMinutes(-2)), 401, "TOKEN_EXPIRED", 4, ct);
        await LoweredAsync(jobToken, ct);
        await WithoutTheBrokerAsync(jobToken, ct);
    }

    private async Task RefusedAsync(string what, Secret token, int status, string error, int exitCode, CancellationToken ct)
    {
        var before = (stage.World.Sts.Requests.Count, stage.World.BrokerIdp.TokenRequests);
        var run = await stage.Cli.MintAsync(token, "json", ct);

        Unless(
            run.Exchange.Status == status && run.ExitCode == exitCode && run.Output.Length == 0 && run.Refused().Error == error,
            $"{what} is refused with {status} {error} and exit code {exitCode} (got {run.Exchange.Status}, exit {run.ExitCode})\n{run.Errors}");
        Unless(before == (stage.World.Sts.Requests.Count, stage.World.BrokerIdp.TokenRequests), $"{what} causes no request to anybody");
        evidence.Refused(run);

        stage.Screen.Kept($"{status} {error,-21} {what}");
        stage.Screen.Text($"    voidkey, exit {run.ExitCode}, {run.Verdict}");
    }

    private async Task LoweredAsync(Secret jobToken, CancellationToken ct)
    {
        var asked = TimeSpan.FromHours(12);
        var run = await stage.Cli.MintAsync(jobToken, "json", ct, asked);
        Unless(run.ExitCode == 0, $"a mint for {asked.TotalHours} hours succeeds\n{run.Errors}");
        evidence.Granted(run);

        var granted = stage.World.Sts.Requests[^1].Parameters["DurationSeconds"];
        Unless(granted == World.MaxSeconds.ToString(CultureInfo.InvariantCulture), $"the cloud is asked for {World.MaxSeconds} s, not {granted}");
        stage.Screen.Kept($"lowered                   {asked.TotalSeconds} s were asked for, maxDuration is {World.MaxSeconds}: the cloud was asked for {granted} s");
        stage.Screen.Text($"    voidkey, exit {run.ExitCode}, {run.Errors.Split('\n').First(line => line.Contains("asked", StringComparison.Ordinal))}");
    }

    // Zero trust, seen from the other side: what the job holds opens nothing by itself.
    private async Task WithoutTheBrokerAsync(Secret jobToken, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, stage.World.StsEndpoint);
        request.Content = new FormUrlEncodedContent(
        [
            new("Action", "AssumeRoleWithWebIdentity"), new("Version", "2011-06-15"), new("RoleArn", World.RoleArn),
            new("RoleSessionName", WithoutTheBroker), new("WebIdentityToken", jobToken.Reveal()),
        ]);
        using var answer = await stage.Http.SendAsync(request, ct);

        var code = StsAnswer.Element(await answer.Content.ReadAsStringAsync(ct), "Code");
        Unless((int)answer.StatusCode == 400 && code == "InvalidIdentityToken", $"the cloud refuses the job's own token (it said {code})");
        stage.Screen.Kept($"{(int)answer.StatusCode} {code,-21} the job's own token, taken to the cloud without the broker");
    }
}
