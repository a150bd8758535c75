using System.Buffers;
using System.Text.Json;
using Voidkey.Access;

namespace Voidkey.Providers.Gcp;

/// <summary>An ID token of a service account, for services that ask who calls: Cloud Run, Identity-Aware Proxy, one of your own.</summary>
internal sealed class ServiceAccountIdToken(GcpCloud cloud, ServiceAccount account, IdTokenSettings settings, IReadOnlyList<string> delegates) : IBoundKey
{
    private readonly Uri _url = cloud.Iam.MethodOf(account, "generateIdToken");
    private readonly byte[] _body = Body(settings, delegates);

    public IReadOnlyList<string> Fields { get; } = GcpFields.Of(GcpFields.IdToken, account);

    public IReadOnlyList<KeyValuePair<string, string>> DefaultOutputs => GcpFields.IdTokenOutputs;

    /// <summary>IAM, "Create an OpenID Connect ID token": valid for an hour, and nothing can be asked for.</summary>
    public LifetimeRange Lifetimes { get; } = new(TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    public bool HonoursLifetime => false;

    public string Destination => cloud.Sts.Host;

    public string Target => account.Email;

    public async ValueTask<Result<MintedCredential>> MintAsync(MintContext context, CancellationToken ct)
    {
        var exchanged = await cloud.Sts.ExchangeAsync(context.Token, GcpSettings.CloudPlatform, ct);
        if (!exchanged.TryGet(out var federated, out var error)) return error;

        var generated = await cloud.Iam.GenerateIdTokenAsync(_url, federated, _body, settings.Audience, ct);
        if (!generated.TryGet(out var token, out error)) return error;
        return GcpFields.Minted(GcpFields.IdToken, token, token.Expiration!.Value, cloud.Provider, account);
    }

    private static byte[] Body(IdTokenSettings settings, IReadOnlyList<string> delegates)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("audience", settings.Audience);
        json.WriteBoolean("includeEmail", settings.IsEmailIncluded);
        AccessTokenForm.WriteTexts(json, "delegates", delegates);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }
}
