using System.Globalization;
using System.Text;
using Voidkey.Diagnostics;

namespace Voidkey.Access;

/// <summary>A piece of a request to a cloud, compiled and encoded at load, with holes for what is known only at a mint.</summary>
/// <remarks>
/// The holes are <c>${claim:name}</c>, a claim of the caller; <c>${broker:token}</c>, the broker's own token; <c>${mint:lifetime}</c>, the lifetime granted in whole seconds; and
/// <c>${mint:expiresAt}</c>, the moment at which it ends, as RFC 3339 has it. What is put into them is encoded for where it stands and is never read as anything else.
/// </remarks>
public sealed class RequestTemplate
{
    private readonly IReadOnlyList<string> _literals;
    private readonly IReadOnlyList<RequestHole> _holes;
    private readonly RequestPart _part;

    /// <param name="literals">Encoded already. One more than there are holes.</param>
    internal RequestTemplate(IReadOnlyList<string> literals, IReadOnlyList<RequestHole> holes, RequestPart part)
    {
        (_literals, _holes, _part) = (literals, holes, part);
        CallerTexts = [.. holes.Select(static hole => hole.Claim).OfType<ICallerText>()];
    }

    /// <summary>The claims in it, to be among <see cref="IBoundKey.CallerTexts"/>.</summary>
    public IReadOnlyList<ICallerText> CallerTexts { get; }

    /// <summary>True where the broker's token is in it.</summary>
    public bool ShowsBrokerToken => _holes.Any(static hole => hole.Value is RequestValue.BrokerToken);

    /// <summary>True where the lifetime granted, or its end, is in it.</summary>
    public bool SaysLifetime => _holes.Any(static hole => hole.Value is RequestValue.Lifetime or RequestValue.ExpiresAt);

    /// <summary>The whole text where nothing in it depends on the mint; else null.</summary>
    public string? Fixed => _holes.Count == 0 ? _literals[0] : null;

    /// <summary>Adds the text for one mint to a request.</summary>
    /// <param name="now">What <c>${mint:expiresAt}</c> is counted from.</param>
    /// <returns>False where the broker's token is not at hand, or cannot stand there.</returns>
    public bool TryAppend(StringBuilder request, MintContext context, DateTimeOffset now)
    {
        request.Append(_literals[0]);
        for (var i = 0; i < _holes.Count; i++)
        {
            if (TextOf(_holes[i], context, now) is not { } text) return false;
            request.Append(text).Append(_literals[i + 1]);
        }

        return true;
    }

    private string? TextOf(RequestHole hole, MintContext context, DateTimeOffset now) => hole.Value switch
    {
        null => context.Texts[hole.Claim!],
        RequestValue.BrokerToken => context.Token is { } token ? ClaimedText.Encoded(_part, token.Value.Reveal()) : null,
        RequestValue.Lifetime => ((long)context.Lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        RequestValue.ExpiresAt => ClaimedText.Encoded(_part, Timestamps.Seconds(now + context.Lifetime)),
        _ => null,
    };
}
