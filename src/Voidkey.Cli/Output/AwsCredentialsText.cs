using System.Text;
using Voidkey.Cli.Broker;

namespace Voidkey.Cli.Output;

/// <summary>A section of the file <c>~/.aws/credentials</c> for each key.</summary>
internal static class AwsCredentialsText
{
    private static readonly (string Variable, string Member, bool Required)[] Members =
    [
        ("AWS_ACCESS_KEY_ID", "aws_access_key_id", true),
        ("AWS_SECRET_ACCESS_KEY", "aws_secret_access_key", true),
        ("AWS_SESSION_TOKEN", "aws_session_token", false),
    ];

    /// <param name="profile">The name of the section; null: the key's.</param>
    public static Result<string> Of(IReadOnlyList<KeyCredentials> keys, string? profile)
    {
        var text = new StringBuilder();
        foreach (var key in keys)
        {
            if (!IsSectionName(profile ?? key.Name)) return Refused($"key {key.Name} cannot name a section of a credentials file", "choose another name with --profile");
            text.Append(text.Length > 0 ? "\n" : "").Append('[').Append(profile ?? key.Name).Append("]\n");
            foreach (var (variable, member, required) in Members)
            {
                if (key.Variables.TryGetValue(variable, out var value))
                {
                    if (value.Length == 0 || value.Any(c => c is <= ' ' or > '~')) return Variables.Uncarried(variable);
                    text.Append(member).Append(" = ").Append(value).Append('\n');
                }
                else if (required)
                {
                    return Refused($"key {key.Name} does not set {variable}", "this format is for keys of AWS; rename a variable with --map");
                }
            }
        }

        return text.ToString();
    }

    /// <summary>What the aws command line and the SDKs take for a name without quotes.</summary>
    public static bool IsSectionName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "_.@+=,/:-".Contains(c, StringComparison.Ordinal));

    private static Failure Refused(string message, string hint) => new(ExitCode.General, FailureCodes.UnsafeOutput, message, Hint: hint);
}
