namespace Voidkey;

/// <summary>Why the broker said no. Each code belongs to one step of a mint; the server maps it to a status and a wire code.</summary>
public enum BrokerErrorCode
{
    /// <summary>A bug: nothing else fits. It is the default value, so that a forgotten code never reads as something milder.</summary>
    Internal = 0,

    /// <summary>The request cannot be understood or asks for something that cannot be: no keys, a lifetime below the cloud's minimum.</summary>
    InvalidRequest,

    /// <summary>The subject token was not accepted.</summary>
    InvalidToken,

    /// <summary>The subject token has expired, and everything else about it is valid.</summary>
    TokenExpired,

    /// <summary>The keys that verify the caller's token cannot be had for now.</summary>
    CallerKeysUnavailable,

    /// <summary>The caller is known, but what he asked for is not granted to him.</summary>
    Forbidden,

    /// <summary>Several identities that match the caller define the key, and not alike.</summary>
    AmbiguousGrant,

    /// <summary>The key is made with a claim that the caller's token does not have.</summary>
    ClaimMissing,

    /// <summary>The key is made with a claim that is no scalar, or has characters that must not stand where it lands.</summary>
    ClaimUnusable,

    /// <summary>How often the subject token was used cannot be told for now.</summary>
    ReplayStoreUnavailable,

    /// <summary>The broker's own token cannot be had for now, or is not what the provider expects.</summary>
    BrokerIdentityUnavailable,

    /// <summary>The cloud refused. Asking again gives the same answer.</summary>
    MintRefused,

    /// <summary>The cloud's answer was not what its protocol says.</summary>
    MintInvalidResponse,

    /// <summary>The cloud could not be reached.</summary>
    CloudUnreachable,

    /// <summary>The cloud asked us to slow down.</summary>
    CloudThrottled,

    /// <summary>The cloud did not answer in time.</summary>
    ProviderTimeout,

    /// <summary>The decision could not be recorded, so no credential may leave.</summary>
    AuditUnavailable,

    /// <summary>The caller, or the address he comes from, has used up what it may take in a while.</summary>
    RateLimited,

    /// <summary>As many mints as may be are under way at the access provider, so that the cloud was not asked.</summary>
    ProviderBusy,

    /// <summary>The caller is known, but is no operator.</summary>
    NotOperator,

    /// <summary>What was asked for is for operators, and the configuration names none.</summary>
    NoOperators,

    /// <summary>A reload that an operator asked for has not begun, or has not ended in time.</summary>
    ReloadPending,
}
