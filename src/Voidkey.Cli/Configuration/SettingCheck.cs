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
    private static readonly string[] Storages = ["auto", KeyringStore.StoreName, FileStore.StoreName, SessionRegistry.NoStorage];

    /// <summary>A sentence, or null. It repeats no value: a password may be in one.</summary>
    public static string? Problem(string member, Setting setting) => member switch
    {
        // Plain http is judged where it is used: whether --insecure-http was given is known only there.
        "broker_url" => BrokerUrl.Problem(setting, insecure: true),
        "output_format" => MintFormats.Names.Concat(OutputFormat.ForLists).Concat(OutputFormat.ForAnswers).Contains(setting.Value) ? null : $"{setting.Origin} is no output format",
        "timeout" => Durations.ParseSeconds(setting.Value) is >= 1 and <= 86_400 ? null : $"{setting.Origin} is a length of time from 1s to 24h, like 90, 30s or 1m",
        "retries" => int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 100 ? null : $"{setting.Origin} is a number from 0 to 100",
        "debug" => setting.Value is "true" or "false" ? null : $"{setting.Origin} is true or false",
        "audience" => AudienceText.IsFit(setting.Value) ? null : $"{setting.Origin} is not an audience: {AudienceText.Rule}",
        "storage" => Storages.Contains(setting.Value) ? null : $"{setting.Origin} is one of {string.Join(", ", Storages)}",
        "http.tls.ca_file" or "http.tls.cert_file" or "http.tls.key_file" => LocalPath.IsFit(setting) ? null : $"{setting.Origin} is {LocalPath.Rule}",
        "token_cache.directory" => LocalPath.IsFit(setting) ? null : $"{setting.Origin} is {LocalPath.Rule}",
        "token_cache.enabled" => setting.Value is "true" or "false" ? null : $"{setting.Origin} is true or false",
        "token_cache.max_age" => Durations.ParseSeconds(setting.Value) is >= 1 and <= 86_400 ? null : $"{setting.Origin} is a length of time from 1s to 24h, like 300s or 5m",
        ProxyUrl.Member => ProxyUrl.Problem(setting),
        "logging.level" => VerbosityNames.All.Contains(setting.Value) ? null : $"{setting.Origin} is one of {string.Join(", ", VerbosityNames.All)}",
        "logging.format" => setting.Value is "text" or "json" ? null : $"{setting.Origin} is text or json",
        _ => null,
    };
}
