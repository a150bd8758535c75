using System.Globalization;

namespace Voidkey.Server.Tests.Schema;

/// <summary>What can be done to a member's value, by the form that the schema gives it.</summary>
internal static class ValueEdits
{
    private const string OneOrMore = "a text and a list of just this text say the same";
    private const string Capitals = "a scheme may be written in capitals (RFC 3986 section 3.1)";
    private const string EmptySection = "a section in which nothing is said says as much as none";

    private static readonly string[] Nothing = ["", "~", "null"];
    private static readonly string[] NotYaml = ["!!str x", "!secret x", "*nowhere", "'unclosed", "\"unclosed", "[unclosed", "{unclosed: x", "x: y: z", "@x", "`x", "%x", "\"\\q\""];
    private static readonly string[] Unresolved = ["${VOIDKEY_NOT_SET}", "${file:no-such-file}", "${file:/proc/self/mem}", "${", "${}", "\"${a b}\"", "\"${${HOME}}\""];
    private static readonly string[] Numbers = ["-1", "1.5", "1e3", "0x10", "99999999999999999999", "'5'", "ten", "1d", "5 s", "''", "true", "[5]", "{a: b}", "٣"];
    private static readonly string[] NoText = ["12345", "1.5", "0x1f", "true", "FALSE", ".inf", "''", "'  '", "\"\\t\"", "\"a\\u0007b\"", "\"a\\nb\"", "{a: b}", "[]", "[{a: b}]", "[[a]]"];

    public static IEnumerable<(string Kind, string Text, string? MayLoad)> Of(Place place)
    {
        var form = PublishedSchema.FormOf(place.Path);
        foreach (var value in Some(1, Nothing, place).Concat(Some(1, NotYaml, place))) yield return ("becomes", value, null);
        foreach (var value in Some(1, Unresolved, place)) yield return ("becomes", value, null);
        if (place.Name is not ("roleSessionName" or "policy" or "sourceIdentity") && !place.Path.Contains(".tags.", StringComparison.Ordinal) && form is not ("output" or "headerValue" or "formValue")) yield return ("becomes", "${claim:sub}", null);
        if (form != "output") yield return ("becomes", "${field:Region}", null);
        foreach (var value in Bad(form, place).Except(Good(form, place).Select(static good => good.Text))) yield return ("becomes", value, null);
        foreach (var (value, why) in Good(form, place)) yield return ("becomes", value, why);
    }

    private static IEnumerable<string> Bad(string form, Place place) => form switch
    {
        "text" when place.Name.EndsWith("File", StringComparison.Ordinal) => [.. Some(2, NoText, place), "[x]", "no-such-file", ".", "config.yaml", "/dev/zero"],
        "text" => [.. Some(2, NoText, place), "[x]"],
        "url" => [.. Some(2, NoText, place), "[x]", .. Urls(place.Value!)],
        "exact" => [.. Some(2, NoText, place), "[x]", "'*'", $"'{place.Value}*'"],
        "exactOrExacts" => [.. Some(2, NoText, place), "'*'", "[x, x]", "['x*']", "['']", "[1]"],
        "textOrTexts" => [.. Some(2, NoText, place), "[x, x]", "['']", "[1]"],
        "texts" or "exacts" or "array" when place.Member.Value is Voidkey.Configuration.ConfigSequence { Items: [Voidkey.Configuration.ConfigScalar, ..] } => [.. Some(2, NoText, place), "x", "[x, x]", "['']", "[' ']", "[1]", "[~]", "[a: b]", .. form == "texts" ? (string[])[] : ["['x*']"]],
        "array" => [.. Some(2, NoText, place), "x", "[x]", "[~]"],
        "object" => ["[]", "x", "''", "12", "true", "[a]", "{zzz: 1}"],
        "claims" => ["[]", "x", "''", "12", "true", "[a]"],
        "flag" => ["'true'", "yes", "on", "1", "True", "''", "[true]", "{a: b}"],
        "integer" => [.. Some(2, Numbers, place), .. OutOfRange(place)],
        "number" => ["-0.1", "1.1", "'0.5'", "half", "50%", "''", "true", "[0.5]", "{a: b}", ".nan", ".inf", "0x1"],
        "duration" => [.. Some(2, Numbers, place), "0"],
        "choice" => [.. Some(2, NoText, place), "[x]", $"{place.Value}x", place.Value!.ToUpperInvariant(), $"' {place.Value}'"],
        "moment" => [.. Some(2, NoText, place), "2026-01-31", "2026-01-31T00:00:00", "2026-02-30T00:00:00Z", "2026-01-31 00:00:00Z", "now", "1767225600"],
        "roleArn" => [.. Some(2, NoText, place), "Deploy", $"'{place.Value}*'", place.Value![1..], place.Value!.Replace(":role/", ":user/", StringComparison.Ordinal)],
        "headers" => ["[]", "x", "''", "12", "true", "[a]", "{'a b': x}", "{a: [b]}"],
        "headerValue" => ["''", "' '", "[x]", "{a: b}", "1.5", "é", "\"a\\nb\"", "\"a\\u0007b\""],
        "requestBody" => ["[]", "x", "''", "12", "true", "[a]"],
        "requestForm" => ["[]", "x", "''", "12", "true", "[a]", "{a: {b: c}}", "{'': x}"],
        "formValue" => ["''", "' '", "[]", "{a: b}", "[[a]]", "[{a: b}]", "1.5", "\"a\\nb\""],
        "response" => ["[]", "x", "''", "12", "true", "[a]", "{}", "{zzz: 1}"],
        "answerFields" => ["[]", "x", "''", "12", "true", "[a]", "{}", "{1a: x}", "{a-b: x}"],
        "place" => [.. Some(2, NoText, place), "[x]", "/a~b", "$.token", "'$[0]'"],
        "requestPath" => [.. Some(2, NoText, place), "[x]", "creds", "/a/../b", "/..", "/a?b", "/a#b", "'/a b'", "//a", "/%2e%2e/a"],
        "tokenType" => [.. Some(2, NoText, place), "[x]", "access_token", "a b", "/var/token", "urn:", $"urn:{new string('x', 1001)}"],
        "installationId" => [.. Some(2, Numbers, place), "0", "2147483648"],
        "kubernetesName" => [.. Some(2, NoText, place), "Apps", "a_b", "a/b", "../a", "a..b", "'-a'", "a-", $"'{new string('a', 254)}'"],
        "guid" => [.. Some(2, NoText, place), "[x]", "voidkey", $"'{{{place.Value}}}'", $"{place.Value}0", place.Value!.Replace("-", "", StringComparison.Ordinal)],
        "tenant" => [.. Some(2, NoText, place), "[x]", "common", "example", "a b", "https://example.test", "example.test/x", "../example.test"],
        "serviceAccount" => [.. Some(2, NoText, place), "Apps", "a_b", "a/b", "../a", "a..b", "'-a'", "a@example.com", "a@b.gserviceaccount.com.evil.example.test"],
        "googleServiceAccount" => [.. Some(2, NoText, place), "deploy", "A@b.gserviceaccount.com", "a@example.com", "a/b@c.gserviceaccount.com", "a@.gserviceaccount.com"],
        "workloadIdentityProvider" => [.. Some(2, NoText, place), "voidkey", $"/{place.Value}", $"{place.Value}/", $"http://iam.googleapis.com/{place.Value}", place.Value!.Replace("123456789012", "example-project", StringComparison.Ordinal), place.Value!.Replace("global", "europe-west1", StringComparison.Ordinal)],
        "domain" => [.. Some(2, NoText, place), "googleapis", "https://googleapis.com", "googleapis.com/", "GoogleAPIs.com", "a..b"],
        "region" => [.. Some(2, NoText, place), "eu central 1", "EU-CENTRAL-1", "eu-central-1.evil.example.test", "eu-central-1/"],
        "rules" => ["[]", "{}", "x", "12", "[{}]", "[x]", "[~]", "{a: ~}", "{a: []}", "{a: {}}"],
        "condition" => ["''", "' '", "'*'", "'**'", "[]", "[~]", "[[a]]", "[{a: b}]", "{}", "{zzz: 1}", $"'{new string('x', 1025)}'"],
        "patterns" => ["''", "' '", "'*'", "[]", "[~]", "[[a]]", "{}", "{a: b}"],
        "boolean" => ["'true'", "yes", "1", "[]", "{}", "''"],
        "string" when place.Name == "keyPrefix" => [.. Some(2, NoText, place), "'a b'", "ü", new string('x', 65)],
        "string" when place.Name == "appId" => [.. Some(2, NoText, place), "[x]", "a b", "a/b", new string('x', 65)],
        "string" => place.Name == "regex" ? ["''", "'('", "'(?=a)b'", "'(a)\\1'", "12", "true", "[]", "{}", $"'{new string('x', 1025)}'"] : [.. Some(2, NoText, place), "x", "a b", $"'{new string('x', place.Name == "externalId" ? 1225 : 65)}'"],
        "document" when place.Name == "jwks" => ["''", "x", "'[]'", "'{'", "12", "true", "[]", "{}", "{keys: []}", "{keys: x}", "{keys: [{}]}", "'{\"keys\":[]}'", "'{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}'"],
        "document" => ["''", "x", "'[]'", "'{'", "12", "true", "[]", "'{\"a\":1,\"a\":2}'", "'{\"a\": ${claim:sub}}'", "'{\"${claim:sub}\": 1}'"],
        "output" => ["''", "' '", "12", "true", "[]", "[AccessKeyId]", "{}", "{valu: x}", "{value: ''}", "{value: [x]}", "NoSuchField", "'${field:NoSuchField}'", "'${claim:}'"],
        "outputs" => ["{}", "[]", "x", "12", "[AccessKeyId]", "{A: NoSuchField}"],
        "key" => ["{}", "[]", "x", "12"],
        _ => throw new InvalidOperationException($"{place.Path} has the form '{form}', of which no edits are known"),
    };

    private static IEnumerable<(string Text, string Why)> Good(string form, Place place) => form switch
    {
        "exactOrExacts" or "textOrTexts" when place.Value is { } text => [($"[{text}]", OneOrMore)],
        "url" => [(place.Value!.Replace("https:", "HTTPS:", StringComparison.Ordinal), Capitals), (place.Value!.Replace("https:", "httpS:", StringComparison.Ordinal), Capitals)],
        "object" when place.Path is not ("brokerIdp" or "clientIdentities[].keys" or "clientIdentities[].keys.*.chain" or "clientIdentities[].keys.*.idToken" or "clientIdentities[].keys.*.accessBoundary")
            && place.Name is not ("availabilityCondition" or "rotate") => [("{}", EmptySection)],
        "object" when place.Path == "clientIdentities[].keys" => [("{}", "an identity without keys may have nothing")],
        "array" when place.Path == "tests" => [("[]", "no tests test nothing")],
        "array" when place.Path == "operators" => [("[]", "nobody is an operator unless he is named")],
        _ => [],
    };

    private static IEnumerable<string> Urls(string url) =>
    [
        url.Replace("https:", "http:", StringComparison.Ordinal), url.Replace("https:", "ftp:", StringComparison.Ordinal), url.Replace("https:", "htps:", StringComparison.Ordinal), url["https:".Length..], url["https://".Length..],
        url.Replace("https://", "https://user:word@", StringComparison.Ordinal), url.Replace("https://", "https://@", StringComparison.Ordinal), $"'{url}#'", $"'{url}#x'", $"'{url} '", $"'{url}\\'", "https://", "file:///etc/passwd",
    ];

    private static IEnumerable<string> OutOfRange(Place place)
    {
        var range = PublishedSchema.Members[place.Path]["anyOf"]![0]!;
        return [((long)range["minimum"]! - 1).ToString(CultureInfo.InvariantCulture), ((long)range["maximum"]! + 1).ToString(CultureInfo.InvariantCulture)];
    }

    // What is alike for all members: every member some of it, another one something else.
    private static IEnumerable<string> Some(int count, string[] all, Place place) => Enumerable.Range(place.Line * count, count).Select(i => all[i % all.Length]);
}
