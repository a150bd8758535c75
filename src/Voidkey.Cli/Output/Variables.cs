using Voidkey.Cli.Broker;

namespace Voidkey.Cli.Output;

/// <summary>What several keys set together: each variable once, with a name that is safe to set.</summary>
internal static class Variables
{
    public static Result<IReadOnlyList<KeyValuePair<string, string>>> Of(IReadOnlyList<KeyCredentials> keys, bool allowUnsafe)
    {
        var seen = new Dictionary<string, (string Value, string Key)>(StringComparer.Ordinal);
        var variables = new List<KeyValuePair<string, string>>();
        foreach (var key in keys)
        {
            foreach (var variable in key.Variables)
            {
                var (name, value) = variable;
                if (!VariableNames.IsValid(name)) return Refused($"key {key.Name} sets {name}, which is no name for a variable", null);
                if (!allowUnsafe && VariableNames.IsUnsafe(name)) return Refused($"key {key.Name} sets {name}", "this variable can make other programs run or load code");
                if (value.Contains('\0')) return Uncarried(name);
                if (!seen.TryGetValue(name, out var first)) variables.Add(variable);
                else if (first.Value != value) return Conflict(name, first.Key, key.Name);
                seen[name] = (value, key.Name);
            }
        }

        return variables;
    }

    /// <summary>The value exists, and the format has no way to write it.</summary>
    public static Failure Uncarried(string name) => new(
        ExitCode.General, FailureCodes.UnsafeOutput, $"the value of {name} contains characters that this format cannot carry", Hint: "use -o json");

    private static Failure Refused(string message, string? reason) => new(
        ExitCode.General,
        FailureCodes.UnsafeOutput,
        message,
        reason,
        reason is null ? "correct the key's outputs in the broker, or use -o json" : "correct the key's outputs in the broker, or pass --allow-unsafe-env if you trust it");

    private static Failure Conflict(string name, string first, string second) => new(
        ExitCode.General,
        FailureCodes.ConflictingOutput,
        $"keys {first} and {second} both set {name}, to different values",
        "the second would replace the first",
        "tell them apart with --prefix KEY=P or --map NEW=KEY:OLD, or mint them one at a time");
}
