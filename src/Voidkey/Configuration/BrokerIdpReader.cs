using Voidkey.BrokerIdentity;
using Voidkey.Http;

namespace Voidkey.Configuration;

/// <summary>Reads <c>brokerIdp</c>: who the broker is, and the one way in which it proves it.</summary>
internal static class BrokerIdpReader
{
    private const string SharedSecret = "clientSecret";
    private const string Key = "privateKeyFile";
    private const string Certificate = "clientCertificateFile";
    private const string CertificateKey = "clientKeyFile";
    private const string Token = "tokenFile";
    private const string Choices = $"'{SharedSecret}', '{Key}' (private_key_jwt), '{Certificate}' with '{CertificateKey}' (mutual TLS), or '{Token}' (a token that the platform gives the workload)";

    private static readonly Dictionary<string, string> WayOfMethod = new(StringComparer.Ordinal)
    {
        ["client_secret_post"] = SharedSecret,
        ["client_secret_basic"] = SharedSecret,
        ["private_key_jwt"] = Key,
        ["tls_client_auth"] = Certificate,
        ["self_signed_tls_client_auth"] = Certificate,
    };

    public static BrokerIdpConfig Read(ConfigSection section)
    {
        section.OptionalText("name");
        foreach (var unused in new[] { "jwksUri", "algorithms" })
        {
            if (!section.Has(unused)) continue;
            _ = unused == "jwksUri" ? (object?)section.OptionalText(unused) : section.TextList(unused);
            section.Warn(ConfigCodes.Ignored, unused, "the broker's own token is for the clouds to verify; nobody reads this");
        }

        var audience = section.TextOrList("audience") is { Count: > 0 } audiences ? audiences[0] : null;
        var way = WayOf(section);

        // A secret is one also where another way is named: it must be in no digest.
        var secret = section.OptionalSecret(SharedSecret);
        CheckWhatBelongsTogether(section, way);
        TokenOrigin origin = way == Token ? TokenFilesReader.Read(section, audience) : ReadClient(section, way, secret);
        section.Flag("allowInsecureHttp", false);
        section.Close();
        return new BrokerIdpConfig(audience, origin, section);
    }

    // The first that is named, after saying that there are several; null where there is none.
    private static string? WayOf(ConfigSection section)
    {
        (string Way, string? Named)[] named =
        [
            .. new[] { (SharedSecret, First(section, SharedSecret)), (Key, First(section, Key)), (Certificate, First(section, Certificate, CertificateKey)), (Token, First(section, Token, "tokenFiles")) }
                .Where(static way => way.Item2 is not null),
        ];
        if (named.Length == 0) section.Report(ConfigCodes.Missing, null, $"nothing says how the broker proves who it is: add one of {Choices}");
        foreach (var (_, again) in named.Skip(1)) section.Report(ConfigCodes.Conflict, again, $"'{named[0].Named}' says already how the broker proves who it is; keep one of {Choices}");
        return named.Length == 0 ? null : named[0].Way;
    }

    private static string? First(ConfigSection section, params IEnumerable<string> members)
    {
        // All of them are asked for, so that none counts as unknown.
        string[] there = [.. members.Where(section.Has)];
        return there.Length == 0 ? null : there[0];
    }

    private static void CheckWhatBelongsTogether(ConfigSection section, string? way)
    {
        var method = section.Choice("tokenEndpointAuthMethod", [.. WayOfMethod.Keys]);
        if (way is not null and not Token && method is not null && WayOfMethod[method] != way)
            section.Report(ConfigCodes.Conflict, "tokenEndpointAuthMethod", $"'{method}' goes with '{WayOfMethod[method]}', and here is '{way}'; remove this, or correct it");

        foreach (var idle in new[] { "privateKeyId", "signingAlgorithm", "assertionAudience" }.Where(section.Has).Where(_ => way != Key))
            section.Report(ConfigCodes.Conflict, idle, $"there is no '{Key}' that this could be about; remove it");
        if (way != Token) return;

        foreach (var idle in new[] { "tokenEndpoint", "clientId", "tokenEndpointAuthMethod", "scopes", "caFile", "allowInsecureHttp" }.Where(section.Has))
            section.Report(ConfigCodes.Conflict, idle, "nobody is asked for a token where it is in a file, so this does nothing; remove it");
    }

    private static ClientCredentials ReadClient(ConfigSection section, string? way, Secret? secret)
    {
        var tokenEndpoint = section.Url("tokenEndpoint");
        if (!section.Has("tokenEndpoint") && section.Has("issuer")) section.Url("issuer");
        if (!section.Has("tokenEndpoint") && !section.Has("issuer")) section.Report(ConfigCodes.Missing, null, "'tokenEndpoint' is missing, and no 'issuer' to discover it from");

        var anchors = section.CertificateAuthorities("caFile");
        return new ClientCredentials(section.OptionalText("issuer"), tokenEndpoint, section.Text("clientId"), ReadAuthentication(section, way, secret, anchors), section.TextList("scopes") ?? [], anchors);
    }

    private static ClientAuthentication ReadAuthentication(ConfigSection section, string? way, Secret? secret, TrustAnchors? anchors) => way switch
    {
        Key => ReadKey(section),
        Certificate => ReadCertificate(section, anchors),
        _ => new ClientSecret(secret ?? new Secret(""), section.OptionalText("tokenEndpointAuthMethod") switch
        {
            "client_secret_post" => SecretPlace.Body,
            "client_secret_basic" => SecretPlace.Header,
            _ => SecretPlace.FoundOut,
        }),
    };

    private static PrivateKeyJwt ReadKey(ConfigSection section)
    {
        var algorithm = section.Choice("signingAlgorithm", [.. Identity.SignatureAlgorithm.All.Select(static algorithm => algorithm.Name)]);
        var settings = new PrivateKeyJwt(
            NamedFile.PathOf(section, Key) ?? "", section.OptionalText("privateKeyId"), algorithm is null ? null : Identity.SignatureAlgorithm.Find(algorithm), section.OptionalText("assertionAudience"));
        if (settings.File.Length == 0 || section.HasProblem("signingAlgorithm")) return settings;

        NamedFile.WarnIfExposed(section, Key, settings.File);
        return settings with { First = NamedFile.Content(section, (Key, settings.File), null, settings.ReadOnce) };
    }

    private static MutualTls ReadCertificate(ConfigSection section, TrustAnchors? anchors)
    {
        foreach (var half in new[] { Certificate, CertificateKey }.Where(half => !section.Has(half)))
            section.Report(ConfigCodes.Missing, null, $"'{half}' is missing: a certificate and its private key are '{Certificate}' and '{CertificateKey}'; one file may hold both");
        foreach (var url in new[] { section.Has("tokenEndpoint") ? "tokenEndpoint" : "issuer" }.Where(url => section.OptionalText(url)?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true))
            section.Report(ConfigCodes.Conflict, url, "a client certificate is shown within TLS; this must be https");

        var settings = new MutualTls(NamedFile.PathOf(section, Certificate) ?? "", NamedFile.PathOf(section, CertificateKey) ?? "", anchors);
        if (settings.CertificateFile.Length == 0 || settings.KeyFile.Length == 0) return settings;

        NamedFile.WarnIfExposed(section, CertificateKey, settings.KeyFile);
        return settings with { First = NamedFile.Content(section, (Certificate, settings.CertificateFile), (CertificateKey, settings.KeyFile), settings.ReadOnce) };
    }
}
