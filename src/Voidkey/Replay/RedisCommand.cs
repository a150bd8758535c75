using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Voidkey.Identity;

namespace Voidkey.Replay;

/// <summary>The three things that are said to Redis, as its protocol writes them (RESP2).</summary>
internal static class RedisCommand
{
    /// <summary>A use was counted, or one was given back.</summary>
    public const string Done = ":1";

    /// <summary>No use is left.</summary>
    public const string Spent = ":0";

    /// <summary>The password was accepted.</summary>
    public const string Ok = "+OK";

    // One script is one step to Redis: nobody comes between looking and counting. Refused uses are not counted, for a use given back must be one that was taken.
    private const string TakeScript =
        "local isLeft = tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[1]) "
        + "if isLeft then redis.call('INCR', KEYS[1]) end "
        + "if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end "
        + "return isLeft and 1 or 0";

    private const string GiveBackScript =
        "if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end return 1";

    /// <summary>Counts a use, if one is left: <see cref="Done"/>, else <see cref="Spent"/>.</summary>
    /// <param name="lifetime">From now on, so that a clock of Redis's that is wrong forgets nothing too early.</param>
    public static byte[] Take(string key, int allowed, TimeSpan lifetime) =>
        Write("EVAL", TakeScript, "1", key, Text(allowed), Text((long)lifetime.TotalMilliseconds));

    /// <summary>Takes one use back. One that has lapsed is not made anew.</summary>
    public static byte[] GiveBack(string key) => Write("EVAL", GiveBackScript, "1", key);

    public static byte[] Authenticate(string? username, Secret password) =>
        username is null ? Write("AUTH", password.Reveal()) : Write("AUTH", username, password.Reveal());

    /// <summary>The key that a token is counted under: nothing of the token can be read in it.</summary>
    public static string KeyOf(string prefix, TokenUse use)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, use.Id);
        return prefix + Base64Url.EncodeToString(id);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static byte[] Write(params ReadOnlySpan<string> words)
    {
        var command = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Length}\r\n");
        foreach (var word in words) command.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        return Encoding.UTF8.GetBytes(command.ToString());
    }
}
