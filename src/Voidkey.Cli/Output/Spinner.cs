using System.Text;

namespace Voidkey.Cli.Output;

/// <summary>Something that moves on stderr while a person waits, and is gone when anything else is said there.</summary>
internal sealed class Spinner : IDisposable
{
    private const string Frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    /// <summary>Whoever gets an answer sooner sees nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Action<byte[]> _write;
    private readonly Action _over;
    private readonly string _text;
    private readonly ITimer _timer;
    private int _frame;
    private bool _isShown;
    private bool _isOver;

    /// <param name="text">For whom one waits.</param>
    /// <param name="over">Called when the wait is over.</param>
    public Spinner(Action<byte[]> write, string text, Action over)
    {
        (_write, _text, _over) = (write, Visible.Text(text), over);
        _timer = TimeProvider.System.CreateTimer(_ => Draw(), null, Patience, Pace);
    }

    /// <summary>Says something else, on a line that is clear. The sign comes again below it.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Say(byte[] data)
    {
        lock (_lock)
        {
            Clear();
            _write(data);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            Clear();
        }

        _timer.Dispose();
        _over();
    }

    private void Clear()
    {
        if (_isShown) Write("\r\e[K");
        _isShown = false;
    }

    private void Draw()
    {
        lock (_lock)
        {
            if (_isOver) return;
            Write($"\r{Frames[_frame++ % Frames.Length]} {_text}\e[K");
            _isShown = true;
        }
    }

    private void Write(string text)
    {
        try
        {
            _write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // The terminal is gone, and with it whoever would look.
        }
    }
}
