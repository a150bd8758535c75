using System.Text.Json.Nodes;
using Voidkey.Testing;
using static Voidkey.Demo.StoryBrokenException;

namespace Voidkey.Demo;

/// <summary>What the broker decided about callers, as the demo saw it, and whether the audit record says the same.</summary>
internal sealed class Evidence(Stage stage)
{
    private readonly List<(string Member, string Id, string Decision)> _decided = [];
    private readonly List<string> _anonymous = [];

    /// <summary>The broker minted: there must be a line for it, and its secrets must be nowhere.</summary>
    public void Granted(CliRun run)
    {
        var minted = run.Minted();
        _decided.Add(("mintId", minted.MintId, "granted"));
        foreach (var (name, value) in minted.Credentials[CommandLine.Key].Where(output => output.Key != "AWS_ACCESS_KEY_ID")) Canary.Watch(name, value);
    }

    /// <summary>The broker refused. Only a caller who proved who he is (403) gets a line of his own.</summary>
    public void Refused(CliRun run)
    {
        var requestId = run.Refused().RequestId;
        if (run.Exchange.Status == 403) _decided.Add(("requestId", requestId, "refused"));
        else _anonymous.Add(requestId);
    }

    public async Task ShowAsync(Secret jobToken, CancellationToken ct)
    {
        var audit = await ReadAuditAsync(ct);
        ShowAudit(audit);
        ShowThatTheJobsTokenStayed(jobToken);

        var config = await File.ReadAllTextAsync(stage.Broker.ConfigFile, ct);
        var leaked = Canary.FoundIn(string.Join('\n', [config, stage.Broker.Log, .. audit.Select(line => line.ToJsonString())]));
        Unless(Canary.FoundIn(jobToken.Reveal()).Count > 0, "a secret would be recognised");
        Unless(leaked.Count == 0, $"nothing secret is written anywhere; found: {string.Join(", ", leaked)}");
        stage.Screen.Kept($"None of {Canary.Count} tokens, client secrets and minted secrets is in the server's log, the audit record or config.yaml");
    }

    private async Task<IReadOnlyList<JsonObject>> ReadAuditAsync(CancellationToken ct)
    {
        Unless(File.Exists(stage.Broker.AuditFile), $"there is an audit record at {stage.Broker.AuditFile}");
        var lines = await File.ReadAllLinesAsync(stage.Broker.AuditFile, ct);
        return [.. lines.Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    private void ShowAudit(IReadOnlyList<JsonObject> audit)
    {
        foreach (var (member, id, decision) in _decided)
        {
            var lines = audit.Where(line => Text(line, member) == id).ToList();
            Unless(lines.Count == 1 && Text(lines[0], "decision") == decision, $"the audit record says '{decision}' once about {member} {id}");
        }

        foreach (var id in _anonymous) Unless(audit.All(line => Text(line, "requestId") != id), "who proves nothing gets no line of his own");

        var granted = _decided.Count(decision => decision.Decision == "granted");
        var file = Path.GetRelativePath(Environment.CurrentDirectory, stage.Broker.AuditFile);
        stage.Screen.Kept($"{file} has a line for each decision about a verified caller: {granted} granted, {_decided.Count - granted} refused");

        var refused = audit.First(line => Text(line, "decision") == "refused");
        stage.Screen.Text($"    there the operator reads what the caller is not told: {Text(refused, "cause")}");
    }

    private void ShowThatTheJobsTokenStayed(Secret jobToken)
    {
        var toCloud = stage.World.Sts.Requests.Select(request => (Name: request.Parameters.GetValueOrDefault("RoleSessionName", ""), request.Http.Body));
        var toBrokerIdp = stage.World.BrokerIdp.TokenRequestsSeen.Select(request => (Name: "", Body: string.Join(' ', request.Form.Values)));
        var seen = toCloud.Concat(toBrokerIdp).Where(request => request.Body.Contains(jobToken.Reveal(), StringComparison.Ordinal)).ToList();

        Unless(seen.Count == 1 && seen[0].Name == Refusals.WithoutTheBroker, "the job's token goes no further than the broker");
        stage.Screen.Kept("The job's token went no further than the broker: only the demo, above, took it to the cloud");
    }

    private static string? Text(JsonObject line, string member) => line[member]?.ToString();
}
