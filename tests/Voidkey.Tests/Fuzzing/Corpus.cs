using System.Text;

namespace Voidkey.Tests.Fuzzing;

/// <summary>Good documents, and what has a meaning in them.</summary>
internal static class Corpus
{
    private const string Jwt = "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImEifQ.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlLnRlc3QiLCJzdWIiOiJqb2IiLCJhdWQiOlsidm9pZGtleSJdLCJleHAiOjQxMDI0NDQ4MDAsImlhdCI6MTc2ODQ3ODQwMH0.c2lnbmF0dXJl";

    public static IReadOnlyList<byte[]> KeySets { get; } = Of(
        """{"keys":[{"kty":"EC","crv":"P-256","kid":"a","use":"sig","alg":"ES256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}""",
        """{"keys":[{"kty":"RSA","kid":"r","alg":"RS256","key_ops":["verify"],"e":"AQAB","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"},{"kty":"oct","k":"AAAA"}]}""");

    public static IReadOnlyList<byte[]> Discovery { get; } = Of(
        """{"issuer":"https://idp.example.test","jwks_uri":"https://idp.example.test/jwks","token_endpoint":"https://idp.example.test/token","mtls_endpoint_aliases":{"token_endpoint":"https://mtls.example.test/token"},"id_token_signing_alg_values_supported":["RS256"]}""");

    public static IReadOnlyList<byte[]> Tokens { get; } = Of(
        $$"""{"access_token":"{{Jwt}}","token_type":"Bearer","expires_in":3600,"scope":"a b"}""",
        $$"""{"access_token":"{{Jwt}}","issued_token_type":"urn:ietf:params:oauth:token-type:access_token","token_type":"Bearer","expires_in":"3600"}""",
        """{"error":"invalid_client","error_description":"no"}""");

    public static IReadOnlyList<byte[]> Google { get; } = Of(
        $$"""{"access_token":"{{Jwt}}","issued_token_type":"urn:ietf:params:oauth:token-type:access_token","token_type":"Bearer","expires_in":3599}""",
        """{"accessToken":"ya29.c.abc","expireTime":"2099-01-31T12:00:00Z"}""",
        $$"""{"token":"{{Jwt}}"}""",
        """{"error":{"code":429,"message":"no","status":"RESOURCE_EXHAUSTED","details":[{"@type":"x","reason":"y"}]}}""");

    public static IReadOnlyList<byte[]> Kubernetes { get; } = Of($$$"""{"kind":"TokenRequest","apiVersion":"authentication.k8s.io/v1","status":{"token":"{{{Jwt}}}","expirationTimestamp":"2099-01-31T12:00:00Z"}}""");

    public static IReadOnlyList<byte[]> Sts { get; } = Of(
        """<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><SubjectFromWebIdentityToken>job</SubjectFromWebIdentityToken><Credentials><SessionToken>abc/+=</SessionToken><SecretAccessKey>def&amp;</SecretAccessKey><Expiration>2099-01-31T12:00:00Z</Expiration><AccessKeyId>ASIAEXAMPLE</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleWithWebIdentityResponse>""",
        """<?xml version="1.0" encoding="UTF-8"?><ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>ExpiredTokenException</Code><Message>no</Message></Error></ErrorResponse>""");

    public static IReadOnlyList<byte[]> Jwts { get; } = Of(Jwt);

    public static IReadOnlyList<byte[]> Configurations { get; } = Of(
        """
        brokerIdp: { issuer: "https://idp.example.test", clientId: voidkey, clientSecret: "${SECRET}", audience: sts }
        clientIdps:
          - name: ci
            issuer: https://ci.example.test
            audience: [voidkey]
            jwksCache: { freshFor: 5m }
            requiredClaims: { env: prod }
        accessProviders:
          - { name: aws, type: aws-sts, region: eu-central-1 }
        clientIdentities:
          - idp: ci
            match: { repository: "org/*", ref: /refs\/heads\/.+/ }
            constraints: { sourceIps: [10.0.0.0/8] }
            keys:
              DEPLOY: &key { provider: aws, roleArn: "arn:aws:iam::123456789012:role/Deploy", duration: 1h, outputs: { ID: AccessKeyId } }
              OTHER: *key
        limits: { perIp: { permits: 600, window: 1m } }
        audit: { sinks: [ { type: stdout } ] }
        """);

    public static IReadOnlyList<byte[]> JsonWords { get; } =
    [
        .. Of("null", "true", "-0", "1e999", "-1e-999", "123456789012345678901234567890", "0.1", "\"\\ud800\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "[]", "{}", "\"\"", "\"a\":1,", ",", "[1,2],", "//x\n", "/**/", "NaN", "\"https://x/\""),
        .. Of(new string('[', 64), new string('[', 50_000), string.Concat(Enumerable.Repeat("{\"a\":", 10_000)), $"\"{new string('A', 60_000)}\"", $"\"{new string('/', 20_000)}\"", new string('9', 20_000)),
    ];

    public static IReadOnlyList<byte[]> XmlWords { get; } =
    [
        .. Of("<!DOCTYPE x [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]>", "&a;", "&c;", "<![CDATA[", "]]>", "<!--", "-->", "<?xml version=\"1.1\"?>", "<?a b?>", " xmlns:a=\"b\"", "<a:b/>", "&#0;", "&#x10FFFF;", "&#xD800;", "&lt;", "<Credentials>", "</Credentials>", " a=\"b\" a=\"c\"", "encoding=\"utf-16\""),
        .. Of(string.Concat(Enumerable.Repeat("<a>", 40_000)), string.Concat(Enumerable.Repeat(" a0=\"\"", 10_000)), new string('x', 60_000), string.Concat(Enumerable.Range(0, 5_000).Select(static n => $" xmlns:a{n}=\"b\""))),
    ];

    public static IReadOnlyList<byte[]> YamlWords { get; } =
    [
        .. Of("&a ", "*a", "<<: *a", "!!binary ", "!!int ", "!<tag:yaml.org,2002:int> ", "!<x y>", "? ", "- ", "|\n", ">-\n", "%YAML 9.9\n", "%TAG ! x\n", "---\n", "...\n", "\t", "\"\\x", "\"\\U0010FFFF\"", "${", "${X}", "${file:/etc/hostname}", "${X:-y}", "'", "~", "0x10", "1e999", ".inf", "12:30:45", "9999999999999999999d", "[", "]", "{", "}", ": ", "#", "*key", "&key ", "/(a+)+$/", "**", "2001:db8::/129"),
        .. Of(new string('[', 5_000), new string('{', 5_000), string.Concat(Enumerable.Repeat("- ", 5_000)), string.Concat(Enumerable.Repeat("a: {b: ", 5_000)), string.Concat(Enumerable.Repeat("? ", 5_000)), new string('x', 60_000), string.Concat(Enumerable.Range(0, 3_000).Select(static n => $"k{n}: {n}\n")), new string('*', 20_000)),
    ];

    public static IReadOnlyList<byte[]> JwtWords { get; } = Of(".", "..", "=", "+", "/", "eyJhbGciOiJub25lIn0", "eyJhbGciOiJFUzI1NiIsImNyaXQiOlsiYiJdfQ", "e30", "W10", "bnVsbA", new string('.', 16_000), new string('A', 16_000), new string('W', 8_000));

    private static IReadOnlyList<byte[]> Of(params IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
