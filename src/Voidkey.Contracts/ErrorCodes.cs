namespace Voidkey.Contracts;

/// <summary>The values of <see cref="Problem.Error"/>: what went wrong, for programs. Documented one by one in docs/errors.md.</summary>
public static class ErrorCodes
{
    /// <summary>400, 413, 415: the request itself cannot be understood or is not allowed in this form.</summary>
    public const string InvalidRequest = "INVALID_REQUEST";

    /// <summary>401: there is no subject token in the request.</summary>
    public const string Unauthorized = "UNAUTHORIZED";

    /// <summary>401: the subject token has expired, and everything else about it is valid.</summary>
    public const string TokenExpired = "TOKEN_EXPIRED";

    /// <summary>401: the subject token was not accepted. One and the same answer for every cause.</summary>
    public const string InvalidToken = "INVALID_TOKEN";

    /// <summary>403: the subject token is valid, but what was asked for is not granted to this identity.</summary>
    public const string Forbidden = "FORBIDDEN";

    /// <summary>404: no such route.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>405: the route exists, the method does not.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";

    /// <summary>422: what is in the configuration's files was not put in force. <see cref="ProblemDetails.Problems"/> says why.</summary>
    public const string ConfigurationRefused = "CONFIGURATION_REFUSED";

    /// <summary>429: the caller, or the address he comes from, has used up a limit. Retry after <see cref="Problem.RetryAfter"/> seconds.</summary>
    public const string RateLimitExceeded = "RATE_LIMIT_EXCEEDED";

    /// <summary>502: the cloud refused or answered nonsense. Do not retry.</summary>
    public const string CredentialMintFailed = "CREDENTIAL_MINT_FAILED";

    /// <summary>503: something the broker depends on is out of order for now. Retry after <see cref="Problem.RetryAfter"/> seconds.</summary>
    public const string ServiceUnavailable = "SERVICE_UNAVAILABLE";

    /// <summary>504: the cloud did not answer in time.</summary>
    public const string ProviderTimeout = "PROVIDER_TIMEOUT";

    /// <summary>500: a bug in the broker. The answer says nothing about it; the log does.</summary>
    public const string InternalError = "INTERNAL_ERROR";
}
