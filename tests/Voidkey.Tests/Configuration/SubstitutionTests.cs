using Voidkey.BrokerIdentity;
using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>The substitution grammar: decided after YAML, in values only, in one pass.</summary>
public sealed class SubstitutionTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    [Theory]
    [InlineData("${A}", "a")]
    [InlineData("x${A}y${A}z", "xayaz")]
    [InlineData("${A:-d}", "a")]
    [InlineData("${UNSET:-d}", "d")]
    [InlineData("${EMPTY:-d}", "d")]
    [InlineData("x${UNSET:-}", "x")]
    [InlineData("${UNSET:-a:b-c}", "a:b-c")]
    [InlineData("$${A}", "${A}")]
    [InlineData("$$${A}", "$${A}")]
    [InlineData("$A $ {A} $", "$A $ {A} $")]
    [InlineData("${NESTED}", "${A}")]
    [InlineData("${FIELD}", "${field:AccessKeyId}")]
    [InlineData("${FILE}", "${file:secret.txt}")]
    [InlineData("${DOLLAR}{A}", "${A}")]
    [InlineData("${file:secret.txt}", "s3cret")]
    [InlineData("${file:./sub/../secret.txt}", "s3cret")]
    [InlineData("${file:crlf.txt}", "s3cret")]
    [InlineData("${file:two-breaks-inside.txt}x", "${A}x")]
    public void Is_resolved(string written, string value)
    {
        WriteFiles();

        Assert.Equal(value, Secret(written).Reveal());
    }

    [Theory]
    [InlineData("${UNSET}", "'UNSET' is not set")]
    [InlineData("${A", "no '}'")]
    [InlineData("${}", "not understood")]
    [InlineData("${ A }", "not understood")]
    [InlineData("${A-d}", "not understood")]
    [InlineData("${1A}", "not understood")]
    [InlineData("${A:?x}", "not understood")]
    [InlineData("${env:A}", "not understood")]
    [InlineData("${aws:username}", "not understood")]
    [InlineData("${field:AccessKeyId}", "'outputs' only")]
    [InlineData("${claim:sub}", "a claim does not stand here")]
    [InlineData("${broker:token}", "headers and the body of an 'http' provider")]
    [InlineData("${mint:lifetime}", "headers and the body of an 'http' provider")]
    [InlineData("${mint:}", "all there is of the kind")]
    [InlineData("${Broker:token}", "not understood")]
    [InlineData("${UNSET:-${A}}", "in a default")]
    [InlineData("${EMPTY}", "must not be empty")]
    [InlineData("${CONTROL}", "control character")]
    [InlineData("${file:missing.txt}", "does not exist")]
    [InlineData("${file:}", "cannot be read")]
    [InlineData("${file:sub}", "cannot be read")]
    [InlineData("${file:binary.bin}", "not UTF-8")]
    [InlineData("${file:huge.txt}", "larger than 1048576 bytes")]
    [InlineData("${file:/dev/zero}", "larger than 1048576 bytes")]
    [InlineData("${file:two-breaks.txt}", "control character")]
    public void Is_refused(string written, string says)
    {
        WriteFiles();
        var problem = Assert.Single(_folder.Load(Text(written), Environment).Problems);

        Assert.Equal((7, 17), (problem.Position.Line, problem.Position.Column));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Yaml.Canary, problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_path_begins_at_the_folder_of_the_file_it_stands_in()
    {
        WriteFiles();
        _folder.Write("config.yaml", Text("${file:secret.txt}"));
        var here = Path.GetRelativePath(Directory.GetCurrentDirectory(), _folder.Path);

        foreach (var path in new[] { Path.Combine(_folder.Path, "config.yaml"), Path.Combine(here, "config.yaml"), _folder.Path, _folder.Path + "/" })
            Assert.Empty(ConfigFolder.LoadAsGiven(path, Environment).Problems);
    }

    [Fact]
    public void Names_are_not_substituted()
    {
        var problem = Assert.Single(_folder.Load(Yaml.With("clientId: voidkey", "clientId: voidkey\n  ${A}: x"), Environment).Problems);

        Assert.Equal((ConfigCodes.UnknownMember, "brokerIdp.${A}"), (problem.Code, problem.Path));
    }

    [Fact]
    public void A_substituted_number_is_a_number_and_may_be_a_text()
    {
        var loaded = _folder.Load(Yaml.With("duration: 900", "duration: ${N}").Replace("clientId: voidkey", "clientId: ${N}", StringComparison.Ordinal), ("N", "1200"));

        Assert.Equal(TimeSpan.FromSeconds(1200), loaded.Snapshot!.Identities[0].Keys[0].Lifetime);
        Assert.Equal("1200", Assert.IsType<ClientCredentials>(loaded.Snapshot.BrokerIdentity).ClientId);
    }

    public void Dispose() => _folder.Dispose();

    private static readonly (string, string)[] Environment =
    [
        ("A", "a"), ("EMPTY", ""), ("NESTED", "${A}"), ("FIELD", "${field:AccessKeyId}"), ("FILE", "${file:secret.txt}"), ("DOLLAR", "$"), ("CONTROL", $"{Yaml.Canary}\n"),
    ];

    private static string Text(string written) => Yaml.With(Yaml.Canary, $"'{written}'");

    private Secret Secret(string written) => ((ClientSecret)((ClientCredentials)_folder.Good(Text(written), Environment).BrokerIdentity!).Authentication).Value;

    private void WriteFiles()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "sub"));
        _folder.Write("secret.txt", "s3cret\n");
        _folder.Write("crlf.txt", "s3cret\r\n");
        _folder.Write("two-breaks.txt", $"{Yaml.Canary}\n\n");
        _folder.Write("two-breaks-inside.txt", "${A}");
        _folder.Write("huge.txt", new string('x', (1 << 20) + 1));
        File.WriteAllBytes(Path.Combine(_folder.Path, "binary.bin"), [0xff, 0xfe, 0x00, 0x80]);
    }
}
