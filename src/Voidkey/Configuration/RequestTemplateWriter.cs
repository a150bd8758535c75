using System.Text;
using Voidkey.Access;

namespace Voidkey.Configuration;

/// <summary>Builds a <see cref="RequestTemplate"/> piece by piece: what stands between its holes is encoded here, once.</summary>
internal sealed class RequestTemplateWriter(RequestPart part)
{
    private readonly List<string> _literals = [];
    private readonly List<RequestHole> _holes = [];
    private readonly StringBuilder _literal = new();

    /// <summary>Adds what is encoded already.</summary>
    public RequestTemplateWriter Raw(string text)
    {
        _literal.Append(text);
        return this;
    }

    /// <summary>Adds a text that is the same for every mint.</summary>
    /// <returns>False where it cannot stand there.</returns>
    public bool TryAdd(string text)
    {
        if (ClaimedText.Encoded(part, text) is not { } encoded) return false;
        _literal.Append(encoded);
        return true;
    }

    /// <inheritdoc cref="TryAdd(string)"/>
    public bool TryAdd(IReadOnlyList<TextPart> parts)
    {
        foreach (var one in parts)
        {
            if (one.Literal is not null && !TryAdd(one.Literal)) return false;
            if (one.Claim is not null) AddHole(new RequestHole(new ClaimedText(one.Claim, part), null));
            if (one.Value is not null) AddHole(new RequestHole(null, one.Value));
        }

        return true;
    }

    public RequestTemplate End()
    {
        _literals.Add(_literal.ToString());
        return new RequestTemplate(_literals, _holes, part);
    }

    private void AddHole(RequestHole hole)
    {
        _literals.Add(_literal.ToString());
        _literal.Clear();
        _holes.Add(hole);
    }
}
