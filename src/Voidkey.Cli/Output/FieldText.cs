using Voidkey.Cli.Broker;

namespace Voidkey.Cli.Output;

/// <summary>One value by itself, as it is.</summary>
internal static class FieldText
{
    public static Result<string> Of(IReadOnlyList<KeyCredentials> keys, string name, bool lineBreak)
    {
        var values = keys.Where(key => key.Variables.ContainsKey(name)).Select(key => key.Variables[name]).Distinct(StringComparer.Ordinal).ToList();
        if (values is [var value]) return lineBreak ? $"{value}\n" : value;
        return values.Count == 0
            ? new Failure(ExitCode.General, FailureCodes.UnsafeOutput, $"no key sets {Commands.Typed.Shown(name)}", $"what they set: {string.Join(", ", keys.SelectMany(key => key.Variables.Keys).Distinct())}")
            : new Failure(ExitCode.General, FailureCodes.ConflictingOutput, $"several keys set {name}, to different values", Hint: "mint one of them");
    }
}
