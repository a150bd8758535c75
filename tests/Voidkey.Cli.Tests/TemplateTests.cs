using CsCheck;
using Voidkey.Cli.Templates;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary><c>mint -o template=…</c>: a text of the user's own, whatever a value holds.</summary>
public sealed class TemplateTests
{
    private const string User = "/home/me/.config/voidkey/config.yaml";
    private const string Hostile = "a'b\"$(id)`id`\\ \u2028é\n; rm {{ .TOKEN }} }}";

    private static readonly string[] Pieces = ["{{", "}}", "-", " ", "\n", ".", "$.", "A", "|", "sh", "if", "end", "else", "range", ".Keys", "\"", "\\", "/*", "*/"];

    public static TheoryData<string, string> Texts => new()
    {
        { "", "" },
        { "plain {text} }}", "plain {text} }}" },
        { "{{.USER}}", "me" },
        { "{{ .USER }}:{{ .PASS | line }}", "me:p w" },
        { "{{ .PASS | sh }}", "'p w'" },
        { "{{ .PASS | json | sh }}", "'\"p w\"'" },
        { "{{ .PASS | base64 }} {{ .PASS | url }}", "cCB3 p%20w" },
        { "{{ .NONE | default \"a\\\"}}\\n\" }}", "a\"}}\n" },
        { "{{ .EMPTY | default \"x\" }}{{ .EMPTY }}", "x" },
        { "{{ \"lit\" | sh }}", "lit" },
        { "{{ if .NONE }}a{{ else }}b{{ end }}{{ if .EMPTY }}c{{ end }}{{ if .USER }}d{{ else }}e{{ end }}", "bd" },
        { "{{ range .Variables }}{{ .Name }}={{ .Value | sh }};{{ end }}", "USER=me;PASS='p w';EMPTY=;" },
        { "{{ range .Variables }}{{ . }},{{ $.USER }} {{ end }}", "me,me p w,me ,me " },
        { "{{ range .Keys }}{{ .Name }} {{ .Provider }} {{ .ExpiresAt }} {{ .USER }}{{ range .Variables }} {{ .Name }}{{ end }}{{ end }}", "A aws-prod 2026-11-23T14:05:10Z me USER PASS EMPTY" },
        { "a \n {{- /* not shown */ -}} \n b", "ab" },
        { "a {{/* {{ .NONE */}} b", "a  b" },
        { "{{- .USER -}}  x", "mex" },
        { "{{ifx}}", null! },
        { "{{ range .Variables -}}\n  {{ .Name }}\n{{ end -}}\n", "USER\nPASS\nEMPTY\n" },
    };

    [Theory, MemberData(nameof(Texts))]
    public async Task A_template_is_filled_in(string template, string? text)
    {
        var ran = await FillAsync(template, ("USER", "me"), ("PASS", "p w"), ("EMPTY", ""));

        Assert.Equal(text is null ? (2, "") : (0, text), (ran.Exit, ran.Output));
    }

    [Theory]
    [InlineData("{{ .A", "1:1: a {{ has no }}")]
    [InlineData("x\n y {{ .A | jsno }}", "2:4: there is no function jsno; did you mean json?")]
    [InlineData("{{ .A | }}", "a function is missing")]
    [InlineData("{{ .A | default }}", "default needs a text")]
    [InlineData("{{ .A | sh \"x\" }}", "sh takes nothing")]
    [InlineData("{{ .A .B }}", "this is not understood")]
    [InlineData("{{ }}", "there is nothing between")]
    [InlineData("{{ A }}", "a value is missing")]
    [InlineData("{{ $x }}", "a value is missing")]
    [InlineData("{{ .A \"x }}", "a {{ has no }}")]
    [InlineData("{{ if .A }}x", "1:1: an if has no end")]
    [InlineData("{{ if .A }}{{ else }}{{ else }}{{ end }}", "an if has no end")]
    [InlineData("{{ range .A }}{{ end }}", "range goes through .Keys or .Variables")]
    [InlineData("{{ range .Keys }}", "a range has no end")]
    [InlineData("{{ end }}", "there is nothing that {{ end }} could end")]
    [InlineData("{{ end x }}", "nothing may follow end")]
    [InlineData("{{ exec \"id\" }}", "a value is missing")]
    [InlineData("{{/* x }}", "a comment ends with */")]
    public async Task What_is_wrong_is_told_before_anything_is_minted(string template, string problem)
    {
        var ran = await FillAsync(template, ("A", "1"));

        Assert.Equal((2, ""), (ran.Exit, ran.Output));
        Assert.Contains(problem, ran.Errors, StringComparison.Ordinal);
        Assert.Empty(ran.Requests);
    }

    [Theory]
    [InlineData("{{ .NONE }}", "the template wants .NONE, and there is none")]
    [InlineData("{{ range .Variables }}{{ .Nmae }}{{ end }}", "the template wants .Nmae")]
    [InlineData("{{ .TWO | line }}", "the value of TWO contains characters")]
    [InlineData("ok {{ .NUL | sh }}", "the value of NUL contains characters")]
    public async Task A_value_that_is_not_there_or_cannot_be_written_leaves_nothing(string template, string problem)
    {
        var ran = await FillAsync(template, ("TWO", "a\nb"), template.Contains("NUL", StringComparison.Ordinal) ? ("NUL", "a\0b") : ("X", "1"));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
        Assert.Contains(problem, ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sh", "bash")]
    [InlineData("sh", "dash")]
    [InlineData("sh", "zsh")]
    public async Task A_shell_reads_exactly_the_value_and_a_value_is_no_template(string function, string name)
    {
        var shell = Shell.Require(name);
        string[] values = [Hostile, "", "{{ .V0 }}", "'", "\\", "$'x'"];

        var ran = await FillAsync($"{{{{ range .Variables }}}}export {{{{ .Name }}}}={{{{ .Value | {function} }}}}\n{{{{ end }}}}", [.. values.Select((value, i) => ($"V{i}", value))]);

        Assert.Equal(values, await Shell.EvaluateAsync(shell, ran.Output, values.Length));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("{{ \"\" }}")]
    public async Task What_a_template_writes_has_an_end(string inside)
    {
        var blowUp = string.Concat(Enumerable.Repeat("{{ range .Variables }}", 8)) + inside + string.Concat(Enumerable.Repeat("{{ end }}", 8));

        var ran = await FillAsync(blowUp, [.. Enumerable.Range(0, 60).Select(i => ($"V{i}", "1"))]);

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
        Assert.Contains("more than 4 MiB", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_and_large_templates_are_refused()
    {
        Assert.Contains("more than 8 deep", TemplateReader.Read(string.Concat(Enumerable.Repeat("{{ if .A }}", 5000))).Problem, StringComparison.Ordinal);
        Assert.Equal("it is over 64 KiB", TemplateReader.Read(new string('x', 70_000)).Problem);
    }

    [Fact]
    public void Any_text_is_read_or_refused() =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 30].Select(string.Concat)
            .Sample(text => TemplateReader.Read(text) is { Template: not null, Problem: null } or { Template: null, Problem: not null }, iter: 20_000);

    [Fact]
    public async Task A_file_is_one_too_and_the_name_in_my_configuration_goes_first()
    {
        var cli = Home("output_templates: { mine: 'of mine {{ .X }}' }");
        cli.Files.Contents["/home/me/project/src/mine"] = "of a file";
        cli.Files.Contents["/home/me/project/src/t.tmpl"] = "\ufefffile {{ .X }}";

        Assert.Equal("of mine 1", (await MintAsync(cli, "template=mine")).Output);
        Assert.Equal("file 1", (await MintAsync(cli, "template=t.tmpl")).Output);
        var ran = await MintAsync(cli, "template=mien");
        Assert.Equal((2, ""), (ran.Exit, ran.Output));
        Assert.Contains("did you mean mine?", ran.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("output_templates: { evil: '$(id)' }")]
    [InlineData("output_format: template=evil\noutput_templates: { evil: '$(id)' }")]
    public async Task A_clone_brings_no_template(string project)
    {
        var cli = Home("");
        cli.Files.Contents["/home/me/project/.voidkey.yaml"] = project;

        Assert.NotEqual(0, (await MintAsync(cli, "template=evil")).Exit);
        Assert.DoesNotContain("id", (await cli.RunAsync(["mint", "A"], Some.Mint(("X", "1")))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_may_choose_one_and_other_commands_go_on_as_ever()
    {
        var cli = Home("output_templates: { mine: '{{ .X }}!' }");
        cli.Environment["VOIDKEY_OUTPUT_FORMAT"] = "template=mine";

        Assert.Equal("1!", (await cli.RunAsync(["mint", "A"], Some.Mint(("X", "1")))).Output);
        Assert.StartsWith("NAME", (await cli.RunAsync(["idps"], CannedAnswer.Json("""{"providers":[]}"""))).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await cli.RunAsync(["idps", "-o", "template=mine"])).Exit);
    }

    private static Terminal Home(string config)
    {
        var cli = Terminal.WithToken();
        cli.Environment["HOME"] = "/home/me";
        cli.Files.Contents[User] = config;
        return cli;
    }

    private static Task<Ran> FillAsync(string template, params (string, string)[] variables)
    {
        var cli = Home("");
        cli.Files.Contents["/t"] = template;
        return cli.RunAsync(["mint", "A", "-o", "template=/t"], Some.Mint(variables));
    }

    private static Task<Ran> MintAsync(Terminal cli, string format) => cli.RunAsync(["mint", "A", "-o", format], Some.Mint(("X", "1")));
}
