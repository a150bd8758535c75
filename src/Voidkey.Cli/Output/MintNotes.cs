using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;
using Voidkey.Contracts;

namespace Voidkey.Cli.Output;

/// <summary>What stderr says about a mint that went well.</summary>
internal sealed class MintNotes(Surroundings surroundings)
{
    /// <summary>The cloud's clock and the broker's differ a little, and clouds round: less than this is not "shorter than asked".</summary>
    private const long ToleratedSeconds = 30;

    public IEnumerable<Note> Of(MintResponse answer, IReadOnlyList<KeyCredentials> keys, long? askedSeconds)
    {
        foreach (var key in keys)
        {
            yield return Minted(key);
            if (askedSeconds is { } asked && Seconds(key.ExpiresAt - answer.IssuedAt) is var granted && granted + ToleratedSeconds < asked) yield return Shorter(key, asked, granted);
        }
    }

    private Note Minted(KeyCredentials key)
    {
        var expires = Instants.Format(key.ExpiresAt);
        var text = surroundings.ErrorsAreTerminal
            ? $"✓ {key.Name}  {key.Provider}  expires {Instants.OnTheWall(key.ExpiresAt, surroundings.Time)} (in {Durations.Roughly(key.ExpiresAt - surroundings.Time.GetUtcNow())})"
            : $"voidkey: minted {key.Name} provider={key.Provider} expires={expires}";
        return new Note(text, "minted", ("key", key.Name), ("provider", key.Provider), ("expiresAt", expires));
    }

    private static Note Shorter(KeyCredentials key, long asked, long granted)
    {
        var (wanted, got) = (Durations.Format(asked), Durations.Format(granted));
        return new Note($"voidkey: {key.Name} was asked for {wanted} and granted {got}", "granted less than asked", ("key", key.Name), ("asked", wanted), ("granted", got));
    }

    // Two clocks and two roundings lie between the lifetime granted and what is left of it here: "59m59s" was an hour.
    private static long Seconds(TimeSpan span)
    {
        var seconds = Math.Max(0, (long)Math.Round(span.TotalSeconds));
        var minutes = (seconds + 30) / 60 * 60;
        return Math.Abs(seconds - minutes) <= 2 ? minutes : seconds;
    }
}
