using Voidkey.Identity;

namespace Voidkey.Access;

/// <summary>What the texts of one key are for one caller.</summary>
public sealed class CallerTexts
{
    private readonly IReadOnlyList<ICallerText> _texts;
    private readonly string[] _values;

    private CallerTexts(IReadOnlyList<ICallerText> texts, string[] values) => (_texts, _values) = (texts, values);

    /// <summary>Those of a key that is the same for everybody.</summary>
    public static CallerTexts None { get; } = new([], []);

    /// <summary>One of <see cref="IBoundKey.CallerTexts"/>, as it is for this caller.</summary>
    public string this[ICallerText text]
    {
        get
        {
            for (var i = 0; i < _values.Length; i++)
            {
                if (ReferenceEquals(_texts[i], text)) return _values[i];
            }

            throw new ArgumentException($"the text is not among the key's {nameof(IBoundKey.CallerTexts)}", nameof(text));
        }
    }

    /// <returns>All of them, or the refusal of the first that cannot be made.</returns>
    public static Result<CallerTexts> For(IBoundKey key, Principal caller)
    {
        var texts = key.CallerTexts;
        if (texts.Count == 0) return None;

        var values = new string[texts.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!texts[i].For(caller).TryGet(out var value, out var error)) return error;
            values[i] = value;
        }

        return new CallerTexts(texts, values);
    }
}
