using System.Text.RegularExpressions;

namespace Voidkey.Policy;

/// <summary>Regular expressions for whole texts, each one once while anybody has it: to make one takes milliseconds, to keep it hundreds of kilobytes, and a reload has mostly those of before.</summary>
internal sealed class LinearExpressions
{
    private const int FewestSwept = 64;
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, WeakReference<Regex>> _known = new(StringComparer.Ordinal);
    private int _sweptAt = FewestSwept;

    /// <summary>Those of this process, whichever configuration has them.</summary>
    public static LinearExpressions Shared { get; } = new();

    /// <summary>How many are remembered, in use or not any more.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _known.Count;
        }
    }

    /// <param name="expression">What the whole text must match.</param>
    /// <exception cref="ArgumentException">It is not valid.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking.</exception>
    public Regex Compile(string expression)
    {
        lock (_gate)
        {
            if (Find(expression) is { } inUse) return inUse;
        }

        // On its own first: joined to ours, an unbalanced ')' would end our group and free what follows from the anchors. Only read so, which costs little.
        _ = new Regex(expression, RegexOptions.CultureInvariant);
        var compiled = new Regex(@"\A(?:" + expression + @")\z", Linear);
        lock (_gate)
        {
            if (Find(expression) is { } meanwhile) return meanwhile;
            if (_known.Count >= _sweptAt) Sweep();
            _known[expression] = new WeakReference<Regex>(compiled);
        }

        return compiled;
    }

    private Regex? Find(string expression) => _known.TryGetValue(expression, out var known) && known.TryGetTarget(out var inUse) ? inUse : null;

    private void Sweep()
    {
        foreach (var (expression, one) in _known)
        {
            if (!one.TryGetTarget(out _)) _known.Remove(expression);
        }

        _sweptAt = Math.Max(FewestSwept, _known.Count * 2);
    }
}
