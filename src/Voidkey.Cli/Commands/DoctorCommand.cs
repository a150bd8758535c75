using Voidkey.Cli.Broker;
using Voidkey.Cli.Configuration;
using Voidkey.Cli.Output;
using Voidkey.Cli.Tokens;
using Voidkey.Contracts;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey doctor</c>: walks the whole way of a mint, without minting, and says where it ends and what to do. Findings are an answer: they are printed, and the exit code is that of the first failure.</summary>
internal sealed class DoctorCommand : Verb
{
    private readonly IdentityOptions _identity = new();

    public DoctorCommand() : base("doctor", "Check everything on the way to a mint.") => _identity.AddTo(this);

    public override string Usage => "doctor [flags]";
    public override IReadOnlyList<string> Examples => ["voidkey doctor", "voidkey doctor --source github -o json"];
    public override IReadOnlyList<string> Formats => OutputFormat.ForAnswers;

    /// <summary>Broken files are something to report.</summary>
    public override bool UsesConfig => false;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out var failure)) return failure;

        var report = new DoctorReport();
        await ExamineAsync(report, invocation, ct);
        return new Printout(format == "json" ? report.AsJson() : report.AsText(invocation.Paper.Palette)) { Exit = report.Exit };
    }

    /// <summary>Each step needs the one before it.</summary>
    private async Task ExamineAsync(DoctorReport report, Invocation invocation, CancellationToken ct)
    {
        if (!(await new ConfigLoader(invocation).LoadAsync(ct)).TryGet(out var config, out var failure))
        {
            report.Fail("config", failure);
            return;
        }

        invocation.Config = config;
        report.Ok("config", config.Files.Count == 0 ? "no files" : string.Join(", ", config.Files.Select(f => f.Path)));
        if (!BrokerUrl.Read(invocation).TryGet(out var url, out failure) || !BrokerClient.Open(url, invocation).TryGet(out var client, out failure))
        {
            report.Fail("broker", failure);
            return;
        }

        using var _ = client;
        if (await ExamineBrokerAsync(report, client, url, invocation, ct) is { } broker) await ExamineTokenAsync(report, client, broker, invocation, ct);
    }

    private static async Task<BrokerMetadata?> ExamineBrokerAsync(DoctorReport report, BrokerClient client, BrokerUrl url, Invocation invocation, CancellationToken ct)
    {
        if (!(await client.HealthAsync(ct)).TryGet(out var health, out var failure) || !(await client.DescribeAsync(ct)).TryGet(out var broker, out failure))
        {
            report.Fail("broker", failure);
            return null;
        }

        report.Ok("broker", $"{url}  v{health.Version}");
        if (health.Status != "ok") report.Warn("broker", $"it says that it is {health.Status}", "whoever runs it finds the cause at /health and in its log");

        // What a token says about times is judged by the broker's clock, and what is shown here by this machine's.
        var skew = (health.Timestamp - invocation.Surroundings.Time.GetUtcNow()).Duration();
        if (skew > TimeSpan.FromSeconds(30)) report.Warn("clock", $"this machine and the broker are {Durations.Roughly(skew)} apart", "set the clock: tokens look expired, or not valid yet");
        return broker;
    }

    private async Task ExamineTokenAsync(DoctorReport report, BrokerClient client, BrokerMetadata broker, Invocation invocation, CancellationToken ct)
    {
        if (!(await new TokenChain(invocation, _identity, client).GetAsync(ct)).TryGet(out var bearer, out var failure))
        {
            report.Fail("token", failure);
            return;
        }

        report.Conceal(bearer);
        if (UnverifiedToken.Read(bearer) is { } token)
        {
            report.Ok("token", $"{token.Subject ?? "no subject"}  of {token.Issuer ?? "no issuer"}");
            foreach (var finding in TokenFindings.Of(token, invocation.Surroundings.Time.GetUtcNow())) report.Warn("token", finding, null);
            if (TokenFindings.Against(token, broker) is { } foreign)
            {
                report.Fail("token", Failure.NoToken(foreign, hint: "voidkey token --debug shows where it came from; it was not sent"));
                return;
            }
        }

        await ExamineGrantsAsync(report, client, bearer, ct);
    }

    private static async Task ExamineGrantsAsync(DoctorReport report, BrokerClient client, Secret bearer, CancellationToken ct)
    {
        if (!(await client.ListKeysAsync(bearer, ct)).TryGet(out var list, out var failure)) report.Fail("identity", failure);
        else if (list.Keys.Count == 0) report.Fail("identity", new Failure(ExitCode.Authorization, ErrorCodes.Forbidden, $"the broker knows you through {list.Idp}, and grants you nothing", Hint: "give its operator this subject"));
        else report.Ok("identity", $"idp {list.Idp}; may mint {string.Join(", ", list.Keys.Select(k => k.Name))}");
    }
}
