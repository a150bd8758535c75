using Voidkey.Access;
using Voidkey.Http;

namespace Voidkey.Testing.Conformance;

/// <summary>A provider, a configuration that uses it, and a fake of its cloud: what <see cref="ProviderConformance"/> drives.</summary>
public sealed record ProviderUnderTest
{
    /// <summary>Makes the provider, as a custom host registers it.</summary>
    public required Func<OutboundHttp, TimeProvider, IAccessProvider> Provider { get; init; }

    /// <summary>The provider's own members of an <c>accessProviders</c> entry, as a YAML flow mapping without braces: <c>endpoint: https://sts.example.test/</c>. May be empty.</summary>
    public required string Settings { get; init; }

    /// <summary>The provider's own members of a key, in the same form. May be empty.</summary>
    public required string Key { get; init; }

    /// <summary>The cloud: origin and path of each call that a mint makes, in their order, and its answer when all is well.</summary>
    /// <remarks>The fake checks what it is sent, and answers as the cloud would: a kind fake proves nothing.</remarks>
    public required IReadOnlyList<CloudHop> Hops { get; init; }

    /// <summary>What the cloud answers when the credential that it gives has expired already; null where its answer tells no time of its own.</summary>
    public CloudHop? Expired { get; init; }

    /// <summary>Whether the cloud answers to the lifetime that was asked for.</summary>
    public bool HonoursLifetime { get; init; } = true;
}

/// <summary>One call of a mint.</summary>
/// <param name="Url">Where it goes: <c>https://sts.example.test/</c>.</param>
/// <param name="Answer">Answers it. <see cref="CloudMoment.Now"/> is the clock of the broker under test.</param>
public sealed record CloudHop(string Url, Func<HttpRequestMessage, CloudMoment, Task<HttpResponseMessage>> Answer);

/// <summary>What a fake of a cloud may know of the test.</summary>
/// <param name="Now">The time at the cloud, the same as the broker's.</param>
/// <param name="BrokerIdp">The provider that signs the broker's tokens, for a fake that verifies them.</param>
public sealed record CloudMoment(DateTimeOffset Now, FakeIdp BrokerIdp);
