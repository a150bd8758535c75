using System.Security.Cryptography;
using Voidkey.Http;

namespace Voidkey.Access;

/// <summary>Calls one cloud's API: a second try where one may help, and failures told apart. What every provider calls with.</summary>
/// <remarks>
/// A second try is made once, after 25 to 125 ms, where the cloud could not be reached or answered 500, 502, 503 or 504, never after a 4xx;
/// and for every ten calls one at most, so that a cloud that fails is not asked twice as much for it. Keep one of these per entry of <c>accessProviders</c>.
/// </remarks>
/// <param name="dialect">How the cloud says what is wrong.</param>
/// <param name="http">The way out.</param>
public sealed class CloudCall(CloudDialect dialect, OutboundHttp http)
{
    private readonly TryBudget _tries = new();

    /// <summary>The failures of this cloud.</summary>
    public CloudErrors Errors { get; } = new(dialect);

    /// <summary>Sends a request until it is answered with success, twice at most.</summary>
    /// <param name="request">Makes the request, anew for each try.</param>
    /// <param name="maxBytes">The largest answer that is read, in bytes.</param>
    /// <param name="ct">The time limit of all of it.</param>
    /// <returns>The answer, to be disposed of; or one of the failures that <see cref="IBoundKey.MintAsync"/> names.</returns>
    public async Task<Result<OutboundAnswer>> SendAsync(Func<HttpRequestMessage> request, int maxBytes, CancellationToken ct)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            using var message = request();
            if (isSecond) message.Options.Set(OutboundHttp.IsResent, true);
            var answer = await http.SendAsync(message, maxBytes, ct);
            if (Errors.IsSuccess(answer))
            {
                if (!isSecond) _tries.Earn();
                return answer;
            }

            using (answer)
            {
                if (isSecond || !Errors.IsPassing(answer) || !_tries.TrySpend() || !await PauseAsync(ct)) return Errors.From(answer);
            }
        }
    }

    // On the machine's clock, whatever clock the rest goes by: it only keeps those who failed together from coming back together.
    private static async Task<bool> PauseAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(25 + RandomNumberGenerator.GetInt32(100)), TimeProvider.System, ct);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ten good calls pay for a second try; ten of those are in hand at the beginning, and never more.</summary>
    private sealed class TryBudget
    {
        private const int Price = 10;
        private const int Most = 10 * Price;

        private int _balance = Most;

        public void Earn()
        {
            if (Volatile.Read(ref _balance) < Most) Interlocked.Increment(ref _balance);
        }

        public bool TrySpend()
        {
            if (Interlocked.Add(ref _balance, -Price) >= 0) return true;
            Interlocked.Add(ref _balance, Price);
            return false;
        }
    }
}
