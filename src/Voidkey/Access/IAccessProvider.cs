using Voidkey.Configuration;

namespace Voidkey.Access;

/// <summary>The plug-in seam: one kind of cloud. Registered once; bound to each entry of <c>accessProviders</c> that names its type.</summary>
/// <remarks>
/// Binding happens at start-up and reads settings; minting happens per request and only looks up what binding made.
/// A binding reports what is wrong to the <see cref="ConfigSection"/> and goes on, so that all problems are seen at once;
/// what it returns is thrown away when there are any.
/// </remarks>
public interface IAccessProvider
{
    /// <summary>What <c>accessProviders[].type</c> says, for example <c>aws-sts</c>.</summary>
    string Type { get; }

    /// <summary>Other accepted spellings of <see cref="Type"/>.</summary>
    IReadOnlyList<string> Aliases => [];

    /// <summary>Reads the provider's own members of an <c>accessProviders</c> entry.</summary>
    /// <returns>What binds one key of that provider.</returns>
    BindKey Bind(ConfigSection provider);
}

/// <summary>Reads the provider's own members of one key and returns what mints it.</summary>
public delegate IBoundKey BindKey(ConfigSection key);

/// <summary>One configured key of one provider, ready to mint. Immutable and safe for concurrent use.</summary>
public interface IBoundKey
{
    /// <summary>The names that <c>outputs</c> may refer to. Every minted credential has all of them.</summary>
    IReadOnlyList<string> Fields { get; }

    /// <summary>Environment variable → field, for a key that has no <c>outputs</c>.</summary>
    IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs { get; }

    /// <summary>The lifetimes that the cloud accepts, both ends included; of one that cannot be asked, those it may give.</summary>
    LifetimeRange Lifetimes { get; }

    /// <summary>False where the cloud alone decides how long a credential lives. Then no lifetime can be configured, one that is asked for is not heard, and what came is told.</summary>
    bool HonoursLifetime => true;

    /// <summary>The host that is shown the broker's token, so that a check can warn where two hosts could replay it at each other.</summary>
    string Destination { get; }

    /// <summary>What a credential of this key is for, in the cloud's words: a role, a service account, repositories. Not secret: the audit record has it. By itself the host.</summary>
    string Target => Destination;

    /// <summary>False where the cloud is not shown the broker's token; then none is fetched.</summary>
    bool NeedsBrokerToken => true;

    /// <summary>What it is minted with that depends on the caller; <see cref="MintContext.Texts"/> has each as it is for him.</summary>
    IReadOnlyList<ICallerText> CallerTexts => [];

    /// <summary>Asks the cloud for a credential within <paramref name="ct"/>. <see cref="CloudCall"/> makes the calls.</summary>
    /// <returns>
    /// The credential, or a <see cref="BrokerError"/> with one of <see cref="BrokerErrorCode.MintRefused"/>, <see cref="BrokerErrorCode.MintInvalidResponse"/>,
    /// <see cref="BrokerErrorCode.CloudUnreachable"/>, <see cref="BrokerErrorCode.CloudThrottled"/>, <see cref="BrokerErrorCode.ProviderTimeout"/>.
    /// </returns>
    ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct);
}

/// <param name="Minimum">The shortest lifetime the cloud accepts.</param>
/// <param name="Maximum">The longest lifetime the cloud accepts.</param>
public sealed record LifetimeRange(TimeSpan Minimum, TimeSpan Maximum);
