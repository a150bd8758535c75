using Voidkey.Configuration;

namespace Voidkey.Identity;

/// <summary>The plug-in seam for callers: identity providers of one kind, whose tokens are no JWTs of an OpenID issuer. Registered once; bound to each entry of <c>clientIdps</c> that names its type.</summary>
/// <remarks>
/// It finds out whether a token is genuine, and what it claims. Whether that is enough, the broker decides by the entry, just as it does of a JWT: issuer, audience, times, required claims, replay.
/// Binding happens when a configuration is loaded, and anew at each reload. It reports what is wrong to the <see cref="ConfigSection"/> and goes on, so that all problems are seen at once.
/// </remarks>
public interface ISubjectTokenValidator
{
    /// <summary>What <c>clientIdps[].type</c> says. Not <c>oidc</c>: that means JWTs, and no validator is asked.</summary>
    string Type { get; }

    /// <summary>Reads the validator's own members of a <c>clientIdps</c> entry. The broker reads <c>name</c>, <c>issuer</c>, <c>audience</c> and what else is of every entry.</summary>
    IBoundIdp Bind(ConfigSection clientIdp);
}

/// <summary>One configured identity provider of a custom type. Immutable, or safe for concurrent use.</summary>
public interface IBoundIdp
{
    /// <summary>Whether a token is for this provider to verify, by its form alone: nothing of it is believed yet, and anybody sends anything, so this asks nobody and costs little.</summary>
    /// <param name="token">1 to 16,384 characters. A JWT of a configured OpenID issuer does not come here, whatever this would say.</param>
    bool Recognises(ReadOnlySpan<char> token);

    /// <summary>Verifies a token that was recognised.</summary>
    /// <param name="ct">The time limit of the whole request.</param>
    ValueTask<TokenVerdict> VerifyAsync(Secret subjectToken, CancellationToken ct);

    /// <summary>False while what tokens are verified with cannot be had, null where that is not known. Asks nobody.</summary>
    bool? IsHealthy => null;
}
