using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Voidkey.Testing;

/// <summary>Makes random credentials and recognises them again; the last 10,000.</summary>
internal sealed class StsSessions
{
    private const int Kept = 10_000;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private readonly ConcurrentDictionary<string, IssuedSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    public IssuedSession? Find(string accessKeyId) => _sessions.GetValueOrDefault(accessKeyId);

    /// <param name="roleArn"><c>arn:PARTITION:iam::ACCOUNT:role/PATH/NAME</c>; the session's ARN has the name without its path, as AWS does.</param>
    public IssuedSession Mint(string roleArn, string sessionName, DateTimeOffset expiresAt)
    {
        var credentials = new AwsCredentials(
            "ASIA" + RandomNumberGenerator.GetString(Base32, 16),
            new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(30))),
            new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(240))));

        CanaryFolder.Note("minted secret key", credentials.SecretAccessKey.Reveal());
        CanaryFolder.Note("minted session token", credentials.SessionToken.Reveal());

        var arn = roleArn.Split(':', 6);
        var (partition, account, role) = (arn[1], arn[4], arn[5][(arn[5].LastIndexOf('/') + 1)..]);
        var session = new IssuedSession(
            credentials,
            $"arn:{partition}:sts::{account}:assumed-role/{role}/{sessionName}",
            $"AROA{RandomNumberGenerator.GetString(Base32, 16)}:{sessionName}",
            account,
            expiresAt);

        _sessions[credentials.AccessKeyId] = session;
        _order.Enqueue(credentials.AccessKeyId);
        while (_order.Count > Kept && _order.TryDequeue(out var oldest)) _sessions.TryRemove(oldest, out _);
        return session;
    }
}
