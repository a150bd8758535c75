using Voidkey.Diagnostics;

namespace Voidkey.Providers.Sts;

/// <summary>The names under which outputs refer to an STS credential.</summary>
internal static class StsFields
{
    public const string AccessKeyId = "AccessKeyId";
    public const string SecretAccessKey = "SecretAccessKey";
    public const string SessionToken = "SessionToken";
    public const string Expiration = "Expiration";
    public const string Endpoint = "Endpoint";
    public const string Region = "Region";

    public static IReadOnlyList<string> Credential { get; } = [AccessKeyId, SecretAccessKey, SessionToken, Expiration];

    /// <summary>What the AWS SDKs and tools read.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs { get; } =
    [
        new("AWS_ACCESS_KEY_ID", AccessKeyId),
        new("AWS_SECRET_ACCESS_KEY", SecretAccessKey),
        new("AWS_SESSION_TOKEN", SessionToken),
        new("AWS_CREDENTIAL_EXPIRATION", Expiration),
    ];

    public static Dictionary<string, Secret> Of(StsCredentials credentials) => new(6, StringComparer.Ordinal)
    {
        [AccessKeyId] = new Secret(credentials.AccessKeyId),
        [SecretAccessKey] = credentials.SecretAccessKey,
        [SessionToken] = credentials.SessionToken,
        [Expiration] = new Secret(Timestamps.Seconds(credentials.Expiration)),
    };
}
