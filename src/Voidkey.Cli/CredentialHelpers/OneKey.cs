using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;
using Voidkey.Contracts;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>The key that a program is answered with.</summary>
internal sealed class OneKey
{
    private readonly KeyCredentials _credentials;

    private OneKey(KeyCredentials credentials) => _credentials = credentials;

    public DateTimeOffset ExpiresAt => _credentials.ExpiresAt;

    /// <summary>Which key is wanted, before anybody is asked for it.</summary>
    public static Result<string> NameOf(Invocation invocation, HelperOptions options)
    {
        if (invocation.Find(options.Key) is not { } setting) return invocation.Usage("say which key to answer with: --key KEY");
        if (Typed.LooksLikeToken(setting.Value)) return setting.Wrong($"{setting.Origin} looks like a token where a key name belongs, so it was not sent");
        if (string.IsNullOrWhiteSpace(setting.Value) || setting.Value.Contains(',') || setting.Value.StartsWith('@'))
            return setting.Wrong($"helper answers with one key, and {setting.Origin} is not the name of one");
        return setting.Value;
    }

    public static async Task<Result<OneKey>> MintAsync(Invocation invocation, HelperOptions options, CancellationToken ct)
    {
        if (!NameOf(invocation, options).TryGet(out var name, out var failure)) return failure;
        var duration = invocation.OnCommandLine(options.Duration);
        var seconds = duration is null ? null : Durations.ParseSeconds(duration.Value);
        if (duration is not null && seconds is null) return invocation.Usage("--duration is a length of time of at least 1s, like 900, 15m or 1h");
        if (!(await BrokerSession.OpenAsync(invocation, options.Identity, ct)).TryGet(out var session, out failure)) return failure;
        using var _ = session;
        if (!(await session.Client.MintAsync(session.Bearer, new MintRequest([name], Duration: seconds), ct)).TryGet(out var answer, out failure)) return failure;
        if (session.RefuseUnlessFrom(answer.Idp) is { } stranger) return stranger;
        return MintedKeys.Of(answer, [name]).TryGet(out var keys, out failure) ? new OneKey(keys[0]) : failure;
    }

    /// <summary>What the key sets the first of these variables to that it sets at all. An empty value is none.</summary>
    public Result<string> Value(params IReadOnlyList<string> variables)
    {
        if (Set(variables) is { } variable) return _credentials.Variables[variable];
        return new Failure(
            ExitCode.General,
            FailureCodes.MissingOutput,
            $"key {_credentials.Name} sets no {string.Join(" and no ", variables)}",
            $"it sets {(_credentials.Variables.Count == 0 ? "nothing" : string.Join(", ", _credentials.Variables.Keys))}",
            "correct the key's outputs in the broker, or name another key");
    }

    /// <summary>The value that was found under one of these variables exists, and the protocol has no way to say it.</summary>
    public Failure Uncarried(IReadOnlyList<string> variables, string reason) => new(
        ExitCode.General, FailureCodes.UnsafeOutput, $"what key {_credentials.Name} sets {Set(variables)} to cannot be handed over", reason, "correct the key's outputs in the broker");

    private string? Set(IReadOnlyList<string> variables) => variables.FirstOrDefault(variable => _credentials.Variables.TryGetValue(variable, out var value) && value.Length > 0);
}
