using Voidkey.Access;

namespace Voidkey.Providers.Gcp;

/// <summary>How Google says what is wrong: STS in the words of OAuth (RFC 6749 §5.2), everything else, and at times STS, with a status (Google Cloud API Design Guide, "Errors").</summary>
internal static class GcpErrors
{
    public static CloudDialect Sts { get; } = Of("Google STS");

    public static CloudDialect Iam { get; } = Of("IAM Credentials");

    public static string? Code(ReadOnlyMemory<byte> body) => CloudJson.TryRead(body, out var json) ? json.Word("error") ?? json.Word("/error/status") : null;

    private static CloudDialect Of(string name) => new(name, Code)
    {
        Throttling = ["RESOURCE_EXHAUSTED"],
        Temporary = ["UNAVAILABLE", "temporarily_unavailable"],
    };
}
