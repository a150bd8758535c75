using Voidkey.Limits;

namespace Voidkey;

/// <summary>Why there is no value.</summary>
/// <param name="Code">What went wrong, for programs.</param>
/// <param name="Message">What the caller may read: a constant, made of the caller's own words, or the name of a claim. Never a token, a policy, or an upstream's text.</param>
/// <param name="Cause">What the operator needs to know. Logged and audited, never returned.</param>
/// <param name="RetryAfter">When asking again may help; null where it is no use.</param>
/// <param name="Key">The key of the request that could not be had.</param>
public sealed record BrokerError(
    BrokerErrorCode Code,
    string Message,
    string? Cause = null,
    TimeSpan? RetryAfter = null,
    string? Key = null)
{
    /// <summary>The limit that was exceeded; null where it was none.</summary>
    public ExceededLimit? Limit { get; init; }

    /// <summary>Whose token it was, where a client IdP was found for one that was not accepted. For those who count.</summary>
    internal string? Idp { get; init; }

    internal static BrokerError Unfilled { get; } = new(BrokerErrorCode.Internal, "Internal error.", "a result was never given a value or an error");

    /// <summary>Every fault of a subject token but its expiry reads the same to its bearer; the log has the cause.</summary>
    internal static BrokerError InvalidToken(string cause, TimeSpan? retryAfter = null) =>
        new(BrokerErrorCode.InvalidToken, "The subject token was not accepted.", cause, retryAfter);

    internal static BrokerError CallerKeys(string cause, TimeSpan retryAfter) => new(
        BrokerErrorCode.CallerKeysUnavailable, "The caller's identity provider cannot be asked for its keys for now.", cause, retryAfter);

    internal static BrokerError Forbidden(string cause, string? key = null) =>
        new(BrokerErrorCode.Forbidden, "This identity may not have what was asked for.", cause, Key: key);

    internal static BrokerError NotOperator { get; } = new(BrokerErrorCode.NotOperator, "This is for operators only, and this identity is none.", "no entry of 'operators' matches");

    internal static BrokerError NoOperators { get; } = new(
        BrokerErrorCode.NoOperators, "This is for operators only, and the configuration has none: name them under 'operators'.", "'operators' is empty");

    internal static BrokerError ReloadPending(string cause) => new(
        BrokerErrorCode.ReloadPending, "A reload is under way; how it ends the status says.", cause, TimeSpan.FromSeconds(1));

    internal static BrokerError AmbiguousGrant(string cause, string key) =>
        new(BrokerErrorCode.AmbiguousGrant, "Several identities match, and do not agree on what this key is.", cause, Key: key);

    /// <summary>Only whoever is granted the key comes this far, so the claim's name tells him nothing about a rule that he may not know.</summary>
    internal static BrokerError ClaimMissing(string claim) =>
        new(BrokerErrorCode.ClaimMissing, $"The token has no claim '{claim}', which this key is made with.", $"the claim '{claim}' is missing");

    /// <param name="fault">What is wrong with it, never its value: <c>is empty</c>.</param>
    internal static BrokerError ClaimUnusable(string claim, string fault) =>
        new(BrokerErrorCode.ClaimUnusable, $"The token's claim '{claim}' cannot be used for this key.", $"the claim '{claim}' {fault}");

    internal static BrokerError InvalidRequest(string message, string? key = null) =>
        new(BrokerErrorCode.InvalidRequest, message, Key: key);

    internal static BrokerError Busy(string key, string provider) => new(
        BrokerErrorCode.ProviderBusy, "Too many requests are under way at this access provider.", $"as many as may be are under way at {provider}", TimeSpan.FromSeconds(1), key);

    /// <param name="name">What it is counted by: <c>subject</c>, <c>address</c>.</param>
    /// <param name="rest">Until the window ends.</param>
    internal static BrokerError TooMany(string name, WindowLimit limit, TimeSpan rest) => new(
        BrokerErrorCode.RateLimited, "There were too many requests for a while.", $"more than {limit.Permits} in {limit.Window.TotalSeconds:0} s by one {name}", rest)
    {
        Limit = new ExceededLimit(name, limit.Permits, limit.Window),
    };

    /// <summary>Reads as any token that is not accepted.</summary>
    internal static BrokerError Spent(int allowed) => InvalidToken(allowed == 1 ? "the token was used before" : $"the token was used {allowed} times before");

    internal static BrokerError ReplayStore(string cause) => new(
        BrokerErrorCode.ReplayStoreUnavailable, "Whether the token was used before cannot be told for now.", cause, TimeSpan.FromSeconds(1));

    internal static BrokerError BrokerIdentity(string cause, TimeSpan? retryAfter = null) =>
        new(BrokerErrorCode.BrokerIdentityUnavailable, "The broker cannot prove its own identity for now.", cause, retryAfter ?? TimeSpan.FromSeconds(1));
}

/// <param name="Name">What it is counted by: <c>subject</c> or <c>address</c>.</param>
/// <param name="Permits">How many there may be in a window.</param>
/// <param name="Window">How long that is.</param>
public sealed record ExceededLimit(string Name, int Permits, TimeSpan Window);
