using System.Text;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Output;

/// <summary>What was looked at on the way to a mint. What it says may be a broker's words, so every line is made visible.</summary>
internal sealed class DoctorReport
{
    private readonly List<(string Level, string About, string Text, string? Advice)> _lines = [];
    private Secret? _concealed;

    /// <summary>That of the first failure.</summary>
    public ExitCode Exit { get; private set; }

    public void Conceal(Secret secret) => _concealed = secret;

    public void Ok(string about, string text) => _lines.Add(("ok", about, text, null));

    public void Warn(string about, string text, string? advice) => _lines.Add(("warn", about, text, advice));

    public void Fail(string about, Failure failure)
    {
        if (Exit == ExitCode.Ok) Exit = failure.Exit;
        _lines.Add(("fail", about, failure.Reason is null ? failure.Message : $"{failure.Message}: {failure.Reason}", failure.Hint));
    }

    public string AsText(Palette palette)
    {
        var text = new StringBuilder();
        foreach (var (level, about, said, advice) in _lines)
        {
            var mark = $"[{level}]";
            text.Append(level switch { "ok" => palette.Good(mark), "warn" => palette.Caution(mark), _ => palette.Bad(mark) }).Append(' ', Math.Max(1, 7 - mark.Length)).Append(Visible.Text(Shown($"{about,-9} {said}"))).Append('\n');
            if (advice is not null) text.Append(Visible.Text(Shown($"       → {advice}"))).Append('\n');
        }

        return text.ToString();
    }

    public string AsJson() => JsonText.Indented(json =>
    {
        json.WriteStartArray();
        foreach (var (level, about, said, advice) in _lines)
        {
            json.WriteStartObject();
            json.WriteString("level", level);
            json.WriteString("about", about);
            json.WriteString("text", Shown(said));
            if (advice is not null) json.WriteString("advice", Shown(advice));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private string Shown(string text) => _concealed?.Conceal(text) ?? text;
}
