using System.Diagnostics.CodeAnalysis;
using Voidkey.Diagnostics;
using Voidkey.Server.Verbs;

namespace Voidkey.Server.Hosting;

internal enum ServerVerb
{
    Serve = 0,
    Check,
    Explain,
    Test,
    Diff,
    Audit,
    Schema,
    HealthCheck,
    Help,
    Version,
}

/// <param name="Config">The configuration's file or folder, where it was named.</param>
/// <param name="Urls">What <c>--urls</c> says.</param>
/// <param name="Question">What <c>explain</c> is asked.</param>
/// <param name="IsStrict">True where <c>check</c> fails on warnings and findings too.</param>
/// <param name="StubsMissing">True where <c>check</c> takes placeholders for variables and secret files that are not there.</param>
/// <param name="Test">What follows <c>test</c>.</param>
/// <param name="Diff">What follows <c>diff</c>.</param>
/// <param name="Audit">What follows <c>audit</c>.</param>
internal sealed record ServerArguments(
    ServerVerb Verb, string? Config, string? Urls, ExplainArguments? Question = null, bool IsStrict = false, bool StubsMissing = false, TestArguments? Test = null, DiffArguments? Diff = null, AuditArguments? Audit = null)
{
    public static bool TryParse(string[] args, [NotNullWhen(true)] out ServerArguments? arguments, [NotNullWhen(false)] out string? fault)
    {
        (arguments, fault) = (null, null);
        if (args.Contains("--help") || args.Contains("-h") || args is ["help", ..]) arguments = new(ServerVerb.Help, null, null);
        else if (args is ["--version"] or ["version"]) arguments = new(ServerVerb.Version, null, null);
        else if (args is ["schema"]) arguments = new(ServerVerb.Schema, null, null);
        else if (args is ["schema", ..]) fault = "schema takes nothing";
        else if (args is ["healthcheck", .. var toAsk]) arguments = ParseHealthCheck(toAsk, out fault);
        else if (args is ["check", .. var toCheck]) arguments = ParseCheck(toCheck, out fault);
        else if (args is ["explain", .. var toExplain]) arguments = ExplainArguments.TryParse(toExplain, out var question, out fault) ? new(ServerVerb.Explain, null, null, question) : null;
        else if (args is ["test", .. var toTest]) arguments = TestArguments.TryParse(toTest, out var test, out fault) ? new(ServerVerb.Test, null, null, Test: test) : null;
        else if (args is ["diff", .. var toCompare]) arguments = DiffArguments.TryParse(toCompare, out var diff, out fault) ? new(ServerVerb.Diff, null, null, Diff: diff) : null;
        else if (args is ["audit", .. var toAudit]) arguments = AuditArguments.TryParse(toAudit, out var audit, out fault) ? new(ServerVerb.Audit, null, null, Audit: audit) : null;
        else arguments = ParseServe(args, out fault);
        return arguments is not null;
    }

    private static ServerArguments? ParseCheck(string[] args, out string? fault)
    {
        if (!VerbLine.TryParse("check", args, ["--strict", "--stub-missing"], [], out var line, out fault)) return null;
        return line.Operands is [{ } path]
            ? new ServerArguments(ServerVerb.Check, path, null, IsStrict: line.Has("--strict"), StubsMissing: line.Has("--stub-missing"))
            : Fail("check takes one file or folder, and --strict", out fault);
    }

    private static ServerArguments? ParseHealthCheck(string[] args, out string? fault)
    {
        if (!VerbLine.TryParse("healthcheck", args, [], ["--urls", "--config"], out var line, out fault)) return null;
        return line.Operands.Count == 0 ? new ServerArguments(ServerVerb.HealthCheck, line.Value("--config"), line.Value("--urls")) : Fail("healthcheck takes --urls and --config, and nothing else", out fault);
    }

    private static ServerArguments? ParseServe(string[] args, out string? fault)
    {
        string? config = null, urls = null;
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (args[i][..at], args[i][(at + 1)..]) : (args[i], i + 1 < args.Length ? args[i + 1] : null);
            if (name is not ("--config" or "--urls")) return Fail($"'{Safe(args[i])}' is not understood", out fault);
            if (string.IsNullOrEmpty(value)) return Fail($"{name} needs a value", out fault);
            if (name == "--config" ? config is not null : urls is not null) return Fail($"{name} stands twice", out fault);

            if (name == "--config") config = value;
            else urls = value;
            if (ReferenceEquals(name, args[i])) i++;
        }

        fault = null;
        return new ServerArguments(ServerVerb.Serve, config, urls);
    }

    private static ServerArguments? Fail(string why, out string? fault)
    {
        fault = why;
        return null;
    }

    private static string Safe(string text) => Printable.Line(text.Length > 80 ? text[..80] : text);
}
