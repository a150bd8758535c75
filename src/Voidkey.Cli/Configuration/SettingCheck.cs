using System.Globalization;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;
using Voidkey.Cli.Sessions;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Configuration;

/// <summary>What can be said about a setting's value before anything uses it.</summary>
internal static class SettingCheck
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Choices = new Dictionary<string, IReadOnlyList<string>>
    {
        ["debug"] = ["true", "false"],
        ["storage"] = ["auto", KeyringStore.StoreName, FileStore.StoreName, SessionRegistry.NoStorage],
        [LoginOptions.FlowMember] = LoginOptions.Flows,
        ["logging.level"] = VerbosityNames.All,
        ["logging.format"] = ["text", "json"],
        ["token_cache.enabled"] = ["true", "false"],
    };

    /// <summary>All that a setting may say; empty: it is of another kind.</summary>
    public static IReadOnlyList<string> ChoicesOf(string member) => Choices.GetValueOrDefault(member) ?? [];

    /// <summary>A sentence, or null. It repeats no value: a password may be in one.</summary>
    public static string? Problem(string member, Setting setting) => ChoicesOf(member) is { Count: > 0 } choices
        ? choices.Contains(setting.Value) ? null : $"{setting.Origin} is {(choices.Count > 2 ? "one of " : "")}{string.Join(choices.Count > 2 ? ", " : " or ", choices)}"
        : ProblemOf(member, setting);

    private static string? ProblemOf(string member, Setting setting) => member switch
    {
        // Plain http is judged where it is used: whether --insecure-http was given is known only there.
        "broker_url" => BrokerUrl.Problem(setting, insecure: true),
        "output_format" => MintFormats.Names.Concat(OutputFormat.ForLists).Concat(OutputFormat.ForAnswers).Contains(setting.Value) ? null : $"{setting.Origin} is no output format",
        "timeout" => Durations.ParseSeconds(setting.Value) is >= 1 and <= 86_400 ? null : $"{setting.Origin} is a length of time from 1s to 24h, like 90, 30s or 1m",
        "retries" or "http.retry_attempts" => int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 100 ? null : $"{setting.Origin} is a number from 0 to 100",
        "audience" => AudienceText.IsFit(setting.Value) ? null : $"{setting.Origin} is not an audience: {AudienceText.Rule}",
        LoginOptions.PortMember => LoginOptions.PortOf(setting.Value) is not null ? null : $"{setting.Origin} is a number from 0, for any port, to 65535",
        "http.tls.ca_file" or "http.tls.cert_file" or "http.tls.key_file" => LocalPath.IsFit(setting) ? null : $"{setting.Origin} is {LocalPath.Rule}",
        "token_cache.directory" => LocalPath.IsFit(setting) ? null : $"{setting.Origin} is {LocalPath.Rule}",
        "token_cache.max_age" => Durations.ParseSeconds(setting.Value) is >= 1 and <= 86_400 ? null : $"{setting.Origin} is a length of time from 1s to 24h, like 300s or 5m",
        ProxyUrl.Member => ProxyUrl.Problem(setting),
        _ => null,
    };
}
