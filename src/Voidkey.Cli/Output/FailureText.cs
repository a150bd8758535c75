using System.Text;

namespace Voidkey.Cli.Output;

/// <summary>How a failure reads: one sentence, then why, then what to do.</summary>
internal static class FailureText
{
    public static string AsBlock(Failure failure, Palette palette)
    {
        var text = new StringBuilder($"{palette.Bad("error:")} {Visible.Text(failure.Message)}\n");
        if (failure.Exit == ExitCode.Usage) return text.Append(failure.Hint).Append('\n').ToString();

        if (failure.Reason is { } reason) text.Append($"  reason   {Visible.Text(reason)}\n");
        foreach (var problem in failure.Problems) text.Append($"  problem  {Visible.Text(problem)}\n");
        string?[] last = [failure.Hint is { } hint ? $"hint     {hint}" : null, failure.RequestId is { } id ? $"request id {Visible.Text(id)}" : null];
        if (last.Any(part => part is not null)) text.Append("  ").AppendJoin("        ", last.OfType<string>()).Append('\n');
        return text.ToString();
    }

    public static string AsJson(Failure failure) => JsonText.Line(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("level", "error");
        writer.WriteString("code", failure.Code);
        writer.WriteNumber("exitCode", (int)failure.Exit);
        writer.WriteString("message", failure.Message);
        if (failure.Reason is { } reason) writer.WriteString("reason", reason);
        if (failure.Problems.Count > 0)
        {
            writer.WriteStartArray("problems");
            foreach (var problem in failure.Problems) writer.WriteStringValue(problem);
            writer.WriteEndArray();
        }

        if (failure.RequestId is { } id) writer.WriteString("requestId", id);
        if (failure.Hint is { } hint) writer.WriteString("hint", hint);
        writer.WriteEndObject();
    });
}
