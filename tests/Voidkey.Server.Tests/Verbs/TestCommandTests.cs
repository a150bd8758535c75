using System.Text.RegularExpressions;
using System.Xml.Linq;
using Voidkey.Server.Hosting;
using Voidkey.Server.Tests.Conventions;
using Xunit;

namespace Voidkey.Server.Tests.Verbs;

/// <summary><c>voidkey-server test</c>: what it prints, reports and exits with.</summary>
public sealed class TestCommandTests : IDisposable
{
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void All_as_expected_exits_with_0()
    {
        var ran = _desk.Run("test", _desk.Write("good.yaml", Desk.With(Desk.Passing)));
        Assert.Equal((0, "ok   passes\n1 test, all as expected\n", ""), ran);
    }

    [Fact]
    public void One_that_fails_exits_with_1_and_says_what_why_and_where()
    {
        var ran = _desk.Run("test", _desk.Write("bad.yaml", Desk.With(Desk.Passing, Desk.Failing)));
        Assert.Equal(
            (1, """
            ok   passes
            FAIL fails: AWS_DEPLOY was denied, expected allowed (bad.yaml:6:110)
                 AWS_DEPLOY: no identity matches; the nearest is clientIdentities[0] 'main' (bad.yaml:5:5)
                   ✗ ref: wanted refs/heads/main, got refs/heads/dev
            2 tests, 1 failed

            """, ""),
            ran with { Output = Regex.Replace(ran.Output, "bad.yaml:6:[0-9]+", "bad.yaml:6:110") });
    }

    [Fact]
    public void A_configuration_with_errors_exits_with_3_whatever_the_others_say()
    {
        var (good, failing, wrong) = (_desk.Write("good.yaml", Desk.With(Desk.Passing)), _desk.Write("failing.yaml", Desk.With(Desk.Failing)), _desk.Write("wrong.yaml", Desk.With(Desk.Passing).Replace("idp: ci, match", "idp: ic, match", StringComparison.Ordinal)));

        var ran = _desk.Run("test", good, wrong, failing);
        Assert.Equal(3, ran.Exit);
        Assert.Contains("ok   passes\nFAIL fails", ran.Output, StringComparison.Ordinal);
        Assert.Contains("wrong.yaml:5:24: VK1003", ran.Errors, StringComparison.Ordinal);
        Assert.Equal(3, _desk.Run("test", _desk["absent.yaml"]).Exit);
        Assert.Equal(3, _desk.Run([], "test", good).Exit);
    }

    [Fact]
    public void No_test_is_a_failure_unless_that_is_allowed()
    {
        var (empty, good) = (_desk.Write("empty.yaml", Desk.Head), _desk.Write("good.yaml", Desk.With(Desk.Passing)));

        Assert.Equal((1, "no tests\n", "voidkey-server: empty.yaml has no tests; write some under 'tests', or say --allow-empty\n"), _desk.Run("test", empty));
        Assert.Equal(1, _desk.Run("test", good, empty).Exit);
        Assert.Equal((1, "no tests\n", "voidkey-server: no test's name contains 'nothing like it'\n"), _desk.Run("test", good, "--filter", "nothing like it"));
        Assert.Equal((0, "no tests\n", ""), _desk.Run("test", empty, "--allow-empty"));
        Assert.Equal(0, _desk.Run("test", "--filter=PASS", good, empty).Exit);
        Assert.Equal(1, _desk.Run("test", "--allow-empty", _desk.Write("failing.yaml", Desk.With(Desk.Failing))).Exit);
    }

    [Fact]
    public void Placeholders_stand_for_what_is_not_there_where_that_is_asked_for_and_are_named()
    {
        var config = _desk.Write("config.yaml", Desk.With(Desk.Passing).Replace("audience: sts,", "audience: \"${file:audience}\",", StringComparison.Ordinal));

        Assert.Equal((0, "ok   passes\n1 test, all as expected\n", "config.yaml: placeholders stand for BROKER_SECRET, file:audience\n"), _desk.Run([], "test", "--stub-missing", config));
        Assert.Equal((0, "ok   passes\n1 test, all as expected\n", "config.yaml: placeholders stand for file:audience\n"), _desk.Run("test", "--stub-missing", config));
        Assert.Equal(3, _desk.Run([], "test", config).Exit);
    }

    /// <summary>A server whose secret is missing does not start.</summary>
    [Fact]
    public void Nothing_that_serves_takes_placeholders()
    {
        Assert.Equal([Path.Combine("Voidkey.Server", "Verbs", "OfflineConfiguration.cs")], Source.Files.Where(static file => file.Text.Contains("new Placeholders(", StringComparison.Ordinal)).Select(static file => file.Path));
        Assert.DoesNotContain(Source.Files, static file => file.Path.Contains("VoidkeyServer", StringComparison.Ordinal) && file.Text.Contains("Offline", StringComparison.Ordinal));
        Assert.False(ServerArguments.TryParse(["--stub-missing"], out _, out _));
    }

    [Fact]
    public void A_substituted_claim_is_not_shown()
    {
        var test = Desk.Failing.Replace("ref: refs/heads/dev", "ref: \"${REF}\"", StringComparison.Ordinal);
        var ran = _desk.Run([("BROKER_SECRET", "x"), ("REF", "canary-ref")], "test", "--junit", "-", _desk.Write("config.yaml", Desk.With(test)));

        Assert.Contains("wanted refs/heads/main, got ${…}", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", ran.Output + ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_has_a_suite_a_configuration_and_a_case_a_test()
    {
        var (mixed, wrong) = (_desk.Write("mixed.yaml", Desk.With(Desk.Passing, Desk.Failing)), _desk.Write("wrong.yaml", "a: b\n"));
        var report = _desk["report.xml"];
        Assert.Equal(3, _desk.Run("test", mixed, wrong, "--junit", report).Exit);

        var xml = XDocument.Load(report).Root!;
        Assert.Equal(("testsuites", "3", "1", "1"), (xml.Name.LocalName, xml.Attribute("tests")!.Value, xml.Attribute("failures")!.Value, xml.Attribute("errors")!.Value));
        Assert.Equal([mixed, wrong], xml.Elements("testsuite").Select(static suite => suite.Attribute("name")!.Value));
        Assert.Equal(["passes", "fails", "the configuration is good"], xml.Descendants("testcase").Select(static one => one.Attribute("name")!.Value));
        var failure = Assert.Single(xml.Descendants("failure"));
        Assert.Equal("AWS_DEPLOY was denied, expected allowed", failure.Attribute("message")!.Value);
        Assert.Contains("✗ ref: wanted refs/heads/main, got refs/heads/dev", failure.Value, StringComparison.Ordinal);
        Assert.Contains("VK1001", Assert.Single(xml.Descendants("error")).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_to_standard_output_is_all_that_stands_there()
    {
        var ran = _desk.Run("test", "--junit=-", _desk.Write("good.yaml", Desk.With(Desk.Passing)));

        Assert.Equal(0, ran.Exit);
        Assert.Equal("1", XDocument.Parse(ran.Output).Root!.Attribute("tests")!.Value);
        Assert.Equal("ok   passes\n1 test, all as expected\n", ran.Errors);
    }

    [Fact]
    public void A_hostile_name_writes_no_control_character_and_no_markup()
    {
        var test = Desk.Failing.Replace("name: fails", "name: \"</testcase>]]>&\\u202e\\U0001F600\\ufffe'\\\"\"", StringComparison.Ordinal).Replace("refs/heads/dev", "\"<a>\\u2028\\ufffe\"", StringComparison.Ordinal);
        var config = _desk.Write("config.yaml", Desk.With(test));
        var text = _desk.Run("test", config).Output;
        var report = _desk.Run("test", config, "--junit", "-").Output;

        Assert.All(new[] { text, report }, static printed => Assert.DoesNotContain(printed, static c => (char.IsControl(c) && c != '\n') || c is '\u202e' or '\u2028'));
        Assert.DoesNotContain('\ufffe', report);
        var one = Assert.Single(XDocument.Parse(report).Descendants("testcase"));
        Assert.StartsWith("</testcase>]]>&\\u202e😀", one.Attribute("name")!.Value, StringComparison.Ordinal);
        Assert.Contains("got <a>", one.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_that_cannot_be_written_is_a_failure_and_leaves_nothing()
    {
        var good = _desk.Write("good.yaml", Desk.With(Desk.Passing));
        var ran = _desk.Run("test", good, "--junit", _desk["absent/report.xml"]);
        Assert.Equal(1, ran.Exit);
        Assert.Contains("the report cannot be written to absent/report.xml", ran.Errors, StringComparison.Ordinal);

        Directory.CreateDirectory(_desk["folder"]);
        Assert.Equal(1, _desk.Run("test", good, "--junit", _desk["folder"]).Exit);
        Assert.Equal(["good.yaml"], Directory.EnumerateFiles(_desk.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Fact]
    public void A_report_replaces_the_old_one_and_a_link_stays_one()
    {
        var good = _desk.Write("good.yaml", Desk.With(Desk.Passing));
        var (report, link) = (_desk.Write("report.xml", "old"), _desk["link.xml"]);
        File.CreateSymbolicLink(link, report);

        Assert.Equal(0, _desk.Run("test", good, "--junit", link).Exit);
        Assert.Equal(report, new FileInfo(link).LinkTarget);
        Assert.Equal("1", XDocument.Load(report).Root!.Attribute("tests")!.Value);
        Assert.Equal(1, _desk.Run("test", _desk.Write("failing.yaml", Desk.With(Desk.Failing)), "--junit", report).Exit);
        Assert.Equal("1", XDocument.Load(report).Root!.Attribute("failures")!.Value);
        Assert.Equal(["failing.yaml", "good.yaml", "link.xml", "report.xml"], Directory.EnumerateFiles(_desk.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("test", "at least one file or folder")]
    [InlineData("test a a", "twice")]
    [InlineData("test a --junit", "--junit needs a value")]
    [InlineData("test a --junit=", "--junit needs a value")]
    [InlineData("test a --junit x --junit y", "--junit stands twice")]
    [InlineData("test a --allow-empty=true", "--allow-empty has no value")]
    [InlineData("test a --jnuit x", "test does not know '--jnuit'")]
    [InlineData("test a -x", "test does not know '-x'")]
    [InlineData("check a --junit x", "check does not know '--junit'")]
    [InlineData("check", "one file or folder")]
    [InlineData("check a b", "one file or folder")]
    public void Is_not_understood(string line, string says)
    {
        Assert.False(ServerArguments.TryParse(line.Split(' '), out _, out var fault));
        Assert.Contains(says, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test -- --allow-empty"), InlineData("test --filter x a b --junit=- --stub-missing --allow-empty"), InlineData("check --stub-missing a"), InlineData("check a")]
    public void Is_understood(string line) => Assert.True(ServerArguments.TryParse(line.Split(' '), out _, out var fault), fault);
}
