namespace Voidkey.Audit;

/// <summary>Reads the lines of a file as bytes, one at a time.</summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>The longest line, in bytes. A longer one is given cut, and so is no record.</summary>
    public const int LongestLine = 4 * 1024 * 1024;

    private readonly FileStream _file;
    private byte[] _bytes = new byte[256 * 1024];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public LineReader(string path)
    {
        _file = RegularFile.Open(path, mayWait: false);
        if (_file.CanSeek) return;
        _file.Dispose();
        throw new IOException($"'{path}' is no regular file");
    }

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>False where that line has no line break.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <param name="line">Without its line break; good until the next is read.</param>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            if (_bytes.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n') is >= 0 and var found)
            {
                line = _bytes.AsSpan(_start, searched + found);
                _start += searched + found + 1;
                Number++;
                return true;
            }

            searched = _end - _start;
            if (_isAtEnd || searched >= LongestLine) return TryEnd(out line);
            Fill();
        }
    }

    public void Dispose() => _file.Dispose();

    private bool TryEnd(out ReadOnlySpan<byte> line)
    {
        line = _bytes.AsSpan(_start, _end - _start);
        _start = _end;
        if (line.IsEmpty) return false;

        IsWhole = !_isAtEnd;
        Number++;
        return true;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        var read = _file.Read(_bytes, _end, _bytes.Length - _end);
        _isAtEnd = read == 0;
        _end += read;
    }
}
