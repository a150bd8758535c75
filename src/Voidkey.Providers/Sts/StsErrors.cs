using Voidkey.Access;

namespace Voidkey.Providers.Sts;

/// <summary>How an STS says what is wrong (AWS STS API, "Common errors"; Ceph's and MinIO's are of the same form).</summary>
internal static class StsErrors
{
    public static CloudDialect Dialect { get; } = new("STS", StsAnswer.ErrorCode)
    {
        Throttling = ["Throttling", "ThrottlingException", "ThrottledException", "RequestLimitExceeded", "TooManyRequestsException", "SlowDown"],

        // The cloud could not reach our identity provider for its keys: AWS documents it as worth another try.
        Temporary = ["IDPCommunicationError"],
    };
}
