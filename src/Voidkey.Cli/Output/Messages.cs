using System.Text;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Output;

/// <summary>Everything that is said on stderr: as text, or one JSON object a line.</summary>
/// <remarks>What comes in may be a broker's words. It is cleaned here, in one place, so nobody else has to think of it.</remarks>
internal sealed class Messages(Action<byte[]> write, bool json, Verbosity verbosity = Verbosity.Notes, Palette? palette = null)
{
    private readonly List<Secret> _concealed = [];
    private readonly Palette _palette = palette ?? Palette.None;

    /// <summary>While a person waits: says it where the sign of that is.</summary>
    private Action<byte[]>? _say;

    /// <summary>How much is said from now on.</summary>
    public Verbosity Verbosity { get; set; } = verbosity;

    /// <summary>Whether it is said in JSON from now on.</summary>
    public bool InJson { get; set; } = json;

    /// <summary>Whether anybody hears <see cref="Debug"/>.</summary>
    public bool IsDebug => Verbosity >= Verbosity.Debug;

    /// <summary>Whether something may move while a person waits.</summary>
    public bool Animates { get; set; }

    /// <summary>Until this is disposed, a person sees that we wait, and for whom.</summary>
    public IDisposable? Wait(string text)
    {
        if (!Animates || InJson || Verbosity != Verbosity.Notes || _say is not null) return null;
        var spinner = new Spinner(write, text, over: () => _say = null);
        _say = spinner.Say;
        return spinner;
    }

    /// <summary>From now on this never appears, whoever repeats it.</summary>
    public void NeverShow(Secret secret) => _concealed.Add(secret);

    /// <summary>A step on the way, for who asked with <c>--debug</c>.</summary>
    public void Debug(string message)
    {
        if (IsDebug) Write(InJson ? Line("debug", message, []) : $"debug: {Visible.Text(Conceal(message))}\n");
    }

    /// <summary>Who was asked, and as whom, for who asked with <c>--verbose</c>.</summary>
    public void Verbose(string message)
    {
        if (Verbosity >= Verbosity.Verbose) Write(InJson ? Line("verbose", message, []) : $"voidkey: {Visible.Text(Conceal(message))}\n");
    }

    public void Show(Note note)
    {
        if (Verbosity >= Verbosity.Notes) Ask(note);
    }

    public void Warn(string message)
    {
        if (Verbosity < Verbosity.Warnings) return;
        Write(InJson ? Line("warning", message, []) : $"{_palette.Caution("warning:")} {Visible.Text(Conceal(message))}\n");
    }

    /// <summary>An address to open, whole however long: it has been parsed, and is of printable ASCII. Shown to who wants quiet, too: without it he cannot go on.</summary>
    public void ShowUrl(string message, Uri url) => Write(InJson ? Line("info", message, [("url", url.AbsoluteUri)]) : $"voidkey: {message}\n  {url.AbsoluteUri}\n");

    /// <summary>Something that whoever sits there has to do, quiet or not.</summary>
    public void Ask(Note note) => Write(InJson ? Line("info", note.Message, note.Members) : _palette.Marked(Visible.Text(Conceal(note.Text))) + "\n");

    public void Fail(Failure failure)
    {
        // Before anything is shortened or escaped: half a token, or one with an escape in it, would not be recognised.
        var clean = failure with
        {
            Message = Conceal(failure.Message),
            Reason = failure.Reason is null ? null : Conceal(failure.Reason),
            Hint = failure.Hint is null ? null : Conceal(failure.Hint),
            RequestId = failure.RequestId is null ? null : Conceal(failure.RequestId),
            Problems = [.. failure.Problems.Select(Conceal)],
        };
        Write(InJson ? FailureText.AsJson(clean) : FailureText.AsBlock(clean, _palette));
    }

    private string Line(string level, string message, IReadOnlyList<(string Name, string Value)> members) => JsonText.Line(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("level", level);
        writer.WriteString("message", Conceal(message));
        foreach (var (name, value) in members) writer.WriteString(name, Conceal(value));
        writer.WriteEndObject();
    });

    /// <summary>The text without what must never appear.</summary>
    public string Conceal(string text) => _concealed.Aggregate(text, (rest, secret) => secret.Conceal(rest));

    private void Write(string text)
    {
        try
        {
            (_say ?? write)(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // Nobody listens on stderr. The exit code still says how it went.
        }
    }
}
