using System.Text;
using Voidkey.Diagnostics;
using Voidkey.Providers.Sts;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>STS's answer is read along one path, and nothing else in it can play a credential.</summary>
public sealed class StsAnswerTests : IDisposable
{
    private const string Ns = "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"";
    private readonly StsWorld _world = new();

    public static TheoryData<string, string> NotCredentials { get; } = Table();

    public static TheoryData<string, string> GoodExpirations { get; } = new()
    {
        { "AWS", "2026-01-15T13:00:00Z" }, { "milliseconds", "2026-01-15T13:00:00.000Z" }, { "Ceph's nanoseconds", "2026-01-15T13:00:00.000000000Z" }, { "Ceph's nanoseconds with digits", "2026-01-15T13:00:00.123456789Z" },
        { "with an offset", "2026-01-15T14:00:00+01:00" }, { "without zone: UTC", "2026-01-15T13:00:00" },
    };

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task The_fields_are_what_STS_said()
    {
        var credential = await _world.MintsAsync();
        Assert.Equal("ASIAEXAMPLE", credential.Reference);
        Assert.Equal(
            [("AccessKeyId", "ASIAEXAMPLE"), ("Expiration", "2026-01-15T13:00:00Z"), ("Region", "eu-central-1"), ("SecretAccessKey", "secret-access-key"), ("SessionToken", "session-token")],
            credential.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => (field.Key, field.Value.Reveal())));
        Assert.Equal("arn:aws:iam::123456789012:role/Deploy", credential.Metadata["roleArn"]);
    }

    [Theory]
    [InlineData("", "<a>")]
    [InlineData("<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>", "<a xmlns=\"b\">")]
    public void Elements_within_each_other_without_end_cost_little_memory(string path, string element)
    {
        var answer = Encoding.ASCII.GetBytes(path + string.Concat(Enumerable.Repeat(element, 10_000)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(StsAnswer.TryReadCredentials(answer, "AssumeRoleWithWebIdentity", The.Moment, out _, out var fault));
        Assert.Null(StsAnswer.ErrorCode(answer));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 512 * 1024);
        Assert.Equal("the answer is not well-formed XML", fault);
    }

    [Fact]
    public void What_others_have_put_beside_the_credentials_is_passed_over_whole()
    {
        var answer = StsWorld.Answer("<x:y xmlns:x=\"urn:x\"><z><AccessKeyId>other</AccessKeyId></z>text<w/></x:y>" + StsWorld.Fields() + "<x:e xmlns:x=\"urn:x\"/>");
        Assert.True(StsAnswer.TryReadCredentials(Encoding.UTF8.GetBytes(answer), "AssumeRoleWithWebIdentity", The.Moment, out var credentials, out _));
        Assert.Equal("ASIAEXAMPLE", credentials.AccessKeyId);
    }

    [Theory, MemberData(nameof(NotCredentials))]
    public async Task No_credential_comes_of_an_answer_that_is(string why, string body)
    {
        _world.Body = body;
        await _world.FailsAsync(why, BrokerErrorCode.MintInvalidResponse);
    }

    [Fact]
    public void Whoever_runs_the_broker_is_told_what_was_wrong_with_an_answer()
    {
        var lines = NotCredentials.Select(static row => row.Data).Select(static row =>
            $"{row.Item1} - {(StsAnswer.TryReadCredentials(Encoding.UTF8.GetBytes(row.Item2), "AssumeRoleWithWebIdentity", The.Moment, out _, out var fault) ? "taken" : fault)}");
        Told.IsAsIn("Providers/sts-answers.txt", [.. lines]);
    }

    [Theory, MemberData(nameof(GoodExpirations))]
    public async Task An_expiration_is_understood_as_written_by(string who, string expiration)
    {
        _world.Body = StsWorld.Answer(StsWorld.Fields(expiration: expiration));
        Assert.Equal((who, "2026-01-15T13:00:00Z"), (who, Timestamps.Seconds((await _world.MintsAsync()).ExpiresAt)));
    }

    [Fact]
    public async Task A_credential_is_good_until_the_moment_it_expires()
    {
        _world.Body = StsWorld.Answer(StsWorld.Fields(expiration: "2026-01-15T12:00:01Z"));
        await _world.MintsAsync();
        _world.Body = StsWorld.Answer(StsWorld.Fields(expiration: "2026-01-15T12:00:00Z"));
        await _world.FailsAsync("it expires now", BrokerErrorCode.MintInvalidResponse);
    }

    [Theory]
    [InlineData("a&amp;b&lt;c&gt;d&quot;e&apos;f&#65;&#x42;", "a&b<c>d\"e'fAB"), InlineData("<![CDATA[a&b<c>]]>", "a&b<c>"), InlineData("a<!-- x -->b", "ab"), InlineData("a<?x y?>b", "ab"), InlineData("/+==", "/+==")]
    public async Task Text_is_decoded_as_XML_says(string written, string meant)
    {
        _world.Body = StsWorld.Answer(StsWorld.Fields(key: written));
        Assert.Equal(meant, (await _world.MintsAsync()).Fields["SecretAccessKey"].Reveal());
    }

    [Fact]
    public async Task Ceph_answers_without_a_namespace_and_is_understood()
    {
        _world.Body = StsWorld.Answer(StsWorld.Fields(expiration: "2026-01-15T13:00:00.123456789Z")).Replace($" {Ns}", "", StringComparison.Ordinal);
        await _world.MintsAsync();
        _world.Body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + StsWorld.Answer();
        await _world.MintsAsync();
        _world.Body = "\uFEFF" + StsWorld.Answer();
        await _world.MintsAsync();
    }

    [Fact]
    public async Task What_STS_repeats_of_what_it_was_sent_is_no_credential()
    {
        _world.Body = StsWorld.Answer().Replace("<SubjectFromWebIdentityToken>voidkey", $"<SubjectFromWebIdentityToken>{System.Security.SecurityElement.Escape($"<Credentials>{StsWorld.Fields(id: "EVIL")}</Credentials>")}", StringComparison.Ordinal);
        Assert.Equal("ASIAEXAMPLE", (await _world.MintsAsync()).Reference);

        _world.Body = StsWorld.Answer().Replace("<SubjectFromWebIdentityToken>voidkey", $"<SubjectFromWebIdentityToken><![CDATA[<Credentials>{StsWorld.Fields(id: "EVIL")}</Credentials>]]>", StringComparison.Ordinal);
        Assert.Equal("ASIAEXAMPLE", (await _world.MintsAsync()).Reference);

        _world.Body = StsWorld.Answer().Replace("<Credentials>", $"<!-- <Credentials>{StsWorld.Fields(id: "EVIL")}</Credentials> --><Credentials>", StringComparison.Ordinal);
        Assert.Equal("ASIAEXAMPLE", (await _world.MintsAsync()).Reference);

        _world.Body = StsWorld.Answer().Replace("<SubjectFromWebIdentityToken>voidkey", $"<SubjectFromWebIdentityToken><Credentials>{StsWorld.Fields(id: "EVIL")}</Credentials>", StringComparison.Ordinal);
        Assert.Equal("ASIAEXAMPLE", (await _world.MintsAsync()).Reference);
    }

    [Theory]
    [InlineData(256 * 1024, true), InlineData((256 * 1024) + 1, false)]
    public async Task An_answer_has_256_KiB_at_most(int bytes, bool accepted)
    {
        _world.Body = StsWorld.Answer();
        _world.Body += new string(' ', bytes - System.Text.Encoding.UTF8.GetByteCount(_world.Body));
        if (accepted) await _world.MintsAsync();
        else await _world.FailsAsync("too large", BrokerErrorCode.MintInvalidResponse);
    }

    private static TheoryData<string, string> Table()
    {
        var good = StsWorld.Answer();
        string Within(string path, string body) => $"<{path} {Ns}>{body}</{path}>";
        var credentials = $"<Credentials>{StsWorld.Fields()}</Credentials>";
        var result = $"<AssumeRoleWithWebIdentityResult>{credentials}</AssumeRoleWithWebIdentityResult>";
        var table = new TheoryData<string, string>
        {
            { "empty", "" }, { "a text", "hello" }, { "JSON", """{"AssumeRoleWithWebIdentityResponse":{"AssumeRoleWithWebIdentityResult":{"Credentials":{"AccessKeyId":"a"}}}}""" },
            { "JSON with XML in it", $$"""{"x":"{{good}}"}""" }, { "a web page", $"<html>{good}</html>" }, { "cut short", good[..^10] }, { "followed by another", good + good }, { "after a text", "x" + good },
            { "credentials alone", credentials }, { "a result alone", result }, { "of another action", good.Replace("WebIdentity", "SAML", StringComparison.Ordinal) },
            { "in lower case", good.ToLowerInvariant() }, { "in another namespace", good.Replace("2011-06-15", "2010-05-08", StringComparison.Ordinal) }, { "deeper by one", $"<x>{good}</x>" },
            { "with credentials outside the result", Within("AssumeRoleWithWebIdentityResponse", credentials) }, { "with credentials deeper", Within("AssumeRoleWithWebIdentityResponse", $"<AssumeRoleWithWebIdentityResult><x>{credentials}</x></AssumeRoleWithWebIdentityResult>") },
            { "with two credentials", good.Replace("<Credentials>", credentials + "<Credentials>", StringComparison.Ordinal) }, { "with empty credentials before the others", good.Replace("<Credentials>", "<Credentials/><Credentials>", StringComparison.Ordinal) },
            { "with empty credentials after the others", good.Replace("</Credentials>", "</Credentials><Credentials/>", StringComparison.Ordinal) }, { "with two results", Within("AssumeRoleWithWebIdentityResponse", result + result) },
            { "with an empty result before the other", Within("AssumeRoleWithWebIdentityResponse", "<AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResult>" + result) },
            { "with a bare result before the other", Within("AssumeRoleWithWebIdentityResponse", "<AssumeRoleWithWebIdentityResult/>" + result) },
            { "with empty credentials", StsWorld.Answer("") }, { "commented out", good.Replace("<Credentials>", "<!--<Credentials>", StringComparison.Ordinal).Replace("</Credentials>", "</Credentials>-->", StringComparison.Ordinal) },
            { "in CDATA", good.Replace("<Credentials>", "<![CDATA[<Credentials>", StringComparison.Ordinal).Replace("</Credentials>", "</Credentials>]]>", StringComparison.Ordinal) },
            { "with a document type", "<!DOCTYPE x>" + good }, { "with an entity of its own", "<!DOCTYPE x [<!ENTITY y \"z\">]>" + StsWorld.Answer(StsWorld.Fields(key: "&y;")) },
            { "with an entity from a file", "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>" + StsWorld.Answer(StsWorld.Fields(key: "&y;")) }, { "with an entity nobody declared", StsWorld.Answer(StsWorld.Fields(key: "&y;")) },
            { "a bomb of entities", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>" + StsWorld.Answer(StsWorld.Fields(key: "&c;")) },
            { "a tower of elements", string.Concat(Enumerable.Repeat("<x>", 20_000)) }, { "in an encoding nobody knows", "<?xml version=\"1.0\" encoding=\"klingon\"?>" + good }, { "in UTF-7", "<?xml version=\"1.0\" encoding=\"utf-7\"?>" + good },
            { "in UTF-16 by its own word", "<?xml version=\"1.0\" encoding=\"utf-16\"?>" + good }, { "of XML 1.1", "<?xml version=\"1.1\"?>" + good },
            { "with fields of another namespace", StsWorld.Answer(StsWorld.Fields().Replace("<SecretAccessKey>", "<SecretAccessKey xmlns=\"https://example.test/\">", StringComparison.Ordinal)) },
            { "with a field that has children", StsWorld.Answer(StsWorld.Fields(key: "<b>x</b>")) }, { "with its fields in a list", StsWorld.Answer($"<member>{StsWorld.Fields()}</member>") },
        };
        foreach (var field in new[] { "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration" })
        {
            var value = $"<{field}>{(field == "Expiration" ? "2026-01-15T13:00:00Z" : "x")}</{field}>";
            var others = System.Text.RegularExpressions.Regex.Replace(StsWorld.Fields(), $"<{field}>.*</{field}>", "");
            table.Add($"without {field}", StsWorld.Answer(others));
            table.Add($"with {field} empty", StsWorld.Answer($"{others}<{field}></{field}>"));
            table.Add($"with {field} self-closed", StsWorld.Answer($"{others}<{field}/>"));
            table.Add($"with {field} blank", StsWorld.Answer($"{others}<{field}>  </{field}>"));
            table.Add($"with {field} twice", StsWorld.Answer(others + value + value));
            table.Add($"with {field} in another case", StsWorld.Answer(others + value.ToLowerInvariant()));
            table.Add($"with {field} of two lines", StsWorld.Answer($"{others}<{field}>a\nb</{field}>"));
            table.Add($"with {field} not plain", StsWorld.Answer($"{others}<{field}>é\u202E</{field}>"));
            table.Add($"with {field} of 33 KiB", StsWorld.Answer($"{others}<{field}>{new string('x', 33 * 1024)}</{field}>"));
        }

        foreach (var expiration in new[] { "2026-01-15T11:59:59Z", "1970-01-01T00:00:00Z", "never", "1768478400", "2026-01-15", "13:00:00", "2026-13-45T00:00:00Z", "-1", "2026-01-15T13:00:00Zx" })
            table.Add($"with the expiration {expiration}", StsWorld.Answer(StsWorld.Fields(expiration: expiration)));
        return table;
    }
}
