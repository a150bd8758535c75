using System.Diagnostics.CodeAnalysis;
using System.Net;
using Voidkey.Diagnostics;

namespace Voidkey.Server.Hosting;

/// <summary>What <c>voidkey-server explain</c> is asked: about a token and a key, or about a record.</summary>
/// <param name="TokenFile">Where the token is; <c>-</c>: standard input.</param>
/// <param name="ClientAddress">Where the caller is taken to come from.</param>
/// <param name="AuditFile">Where the records are; <c>-</c>: standard input.</param>
internal sealed record ExplainArguments(string? Key, string? TokenFile, string? Config, string? ClientAddress, string? RequestId, string? AuditFile)
{
    private static readonly string[] Names = ["--token-file", "--config", "--client-address", "--request-id", "--audit-file"];

    public static bool TryParse(string[] args, [NotNullWhen(true)] out ExplainArguments? arguments, [NotNullWhen(false)] out string? fault)
    {
        arguments = null;
        if (!TryRead(args, out var options, out var key, out fault)) return false;

        var read = new ExplainArguments(
            key, options.GetValueOrDefault("--token-file"), options.GetValueOrDefault("--config"), options.GetValueOrDefault("--client-address"),
            options.GetValueOrDefault("--request-id"), options.GetValueOrDefault("--audit-file"));
        fault = read.Fault();
        if (fault is null) arguments = read;
        return fault is null;
    }

    private string? Fault()
    {
        if (RequestId is not null || AuditFile is not null)
        {
            if (RequestId is null || AuditFile is null) return "explain wants --request-id and --audit-file together";
            return Key is null && TokenFile is null && Config is null && ClientAddress is null ? null : "with --request-id, explain takes --audit-file and nothing else";
        }

        if (TokenFile is null) return "explain wants --token-file FILE and a key, or --request-id ID and --audit-file FILE";
        if (Key is null) return "explain wants the name of a key";
        return ClientAddress is null || IPAddress.TryParse(ClientAddress, out _) ? null : "--client-address is an IP address";
    }

    private static bool TryRead(string[] args, out Dictionary<string, string> options, out string? key, [NotNullWhen(false)] out string? fault)
    {
        (options, key, fault) = (new Dictionary<string, string>(StringComparer.Ordinal), null, null);
        var onlyKeys = false;
        for (var i = 0; i < args.Length && fault is null; i++)
        {
            if (!onlyKeys && args[i] == "--") onlyKeys = true;
            else if (onlyKeys || !args[i].StartsWith('-'))
            {
                if (key is not null || args[i].Length == 0) fault = "explain takes one key";
                key = args[i];
            }
            else
            {
                var (name, value) = args[i].IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (args[i][..at], args[i][(at + 1)..]) : (args[i], null);
                value ??= i + 1 < args.Length ? args[++i] : "";
                if (!Names.Contains(name)) fault = $"explain does not know '{Printable.Line(name.Length > 40 ? name[..40] : name)}'";
                else if (value.Length == 0) fault = $"{name} needs a value";
                else if (!options.TryAdd(name, value)) fault = $"{name} stands twice";
            }
        }

        return fault is null;
    }
}
