namespace Voidkey.Policy;

/// <summary>A text with stars: <c>**</c> is any run of characters, <c>*</c> any run without <c>/</c> and <c>:</c>, also an empty one; nothing else is special.</summary>
/// <remarks>
/// All ways to match are followed at once, so the time is at most the text's length times the glob's, whoever wrote the text. A configuration may hold thousands of
/// globs: one takes as much memory as its own text, where a compiled expression takes hundreds of kilobytes.
/// </remarks>
internal sealed class Glob
{
    private readonly string _prefix;
    private readonly Token[] _tokens;

    /// <param name="glob">As it is written.</param>
    public Glob(string glob)
    {
        var star = glob.IndexOf('*', StringComparison.Ordinal);
        _prefix = star < 0 ? glob : glob[..star];
        _tokens = [.. Tokens(glob.AsSpan(_prefix.Length))];
    }

    private enum Kind
    {
        Literal = 0,
        Star,
        DoubleStar,
    }

    /// <summary>True where the whole text is of this form.</summary>
    public bool IsMatch(string text)
    {
        if (!text.StartsWith(_prefix, StringComparison.Ordinal)) return false;

        // A place is the token that comes next, the last one the end. Each is noted once a character.
        Span<int> here = stackalloc int[_tokens.Length + 1], next = stackalloc int[_tokens.Length + 1], noted = stackalloc int[_tokens.Length + 1];
        var (hereCount, nextCount, turn) = (0, 0, 1);
        Note(0, here, ref hereCount, noted, turn);
        foreach (var character in text.AsSpan(_prefix.Length))
        {
            turn++;
            foreach (var place in here[..hereCount])
            {
                if (place == _tokens.Length) continue;
                if (_tokens[place].Takes(character)) Note(_tokens[place].Kind == Kind.Literal ? place + 1 : place, next, ref nextCount, noted, turn);
            }

            if (nextCount == 0) return false;
            var emptied = here;
            here = next;
            next = emptied;
            (hereCount, nextCount) = (nextCount, 0);
        }

        return here[..hereCount].Contains(_tokens.Length);
    }

    // A star may take nothing, so the place after it is reached too.
    private void Note(int place, Span<int> places, ref int count, Span<int> noted, int turn)
    {
        while (noted[place] != turn)
        {
            noted[place] = turn;
            places[count++] = place;
            if (place == _tokens.Length || _tokens[place].Kind == Kind.Literal) return;
            place++;
        }
    }

    private static List<Token> Tokens(ReadOnlySpan<char> glob)
    {
        var tokens = new List<Token>(glob.Length);
        for (var i = 0; i < glob.Length; i++)
        {
            var isDouble = glob[i] == '*' && i + 1 < glob.Length && glob[i + 1] == '*';
            tokens.Add(new Token(glob[i] != '*' ? Kind.Literal : isDouble ? Kind.DoubleStar : Kind.Star, glob[i]));
            if (isDouble) i++;
        }

        return tokens;
    }

    private readonly record struct Token(Kind Kind, char Character)
    {
        public bool Takes(char character) => Kind switch
        {
            Kind.Literal => character == Character,
            Kind.Star => character is not ('/' or ':'),
            Kind.DoubleStar => true,
            _ => false,
        };
    }
}
