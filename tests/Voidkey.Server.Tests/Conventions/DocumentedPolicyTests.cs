using System.Text.RegularExpressions;
using Voidkey.Configuration;
using Voidkey.Server.Hosting;
using Voidkey.Server.Tests.Verbs;
using Voidkey.Server.Verbs;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>docs/policy-tests.md: its files load, its commands print what it says they print, and its workflow's commands are understood.</summary>
public sealed partial class DocumentedPolicyTests : IDisposable
{
    private static readonly string Page = Source.Read("docs", "policy-tests.md");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voidkey-documented-policy-");

    public DocumentedPolicyTests()
    {
        foreach (var (path, text) in Files().Where(static file => !file.Path.StartsWith('.')))
        {
            // A folder that shows only what is changed has the rest of the other.
            foreach (var folder in new[] { "policy", "changed" }.Where(folder => path.StartsWith($"{folder}/", StringComparison.Ordinal) || folder == "changed"))
            {
                var file = Path.Combine(_folder.FullName, folder, Path.GetFileName(path));
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
            }
        }
    }

    public static TheoryData<string> Transcripts => [.. Console().Matches(Page).Select(static match => match.Groups[1].Value)];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory, MemberData(nameof(Transcripts))]
    public void What_the_page_shows_is_what_happens(string block)
    {
        var (command, said) = block.Split('\n', 2) is [var first, var rest] ? (first["$ voidkey-server ".Length..], rest) : ("", "");
        var inFolder = command.Split(' ').Select(word => word is "policy" or "changed" ? Path.Combine(_folder.FullName, word) : word);
        Assert.True(ServerArguments.TryParse([.. inFolder], out var arguments, out var fault), fault);

        var (output, errors, environment) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" }, new ConfigEnvironment(new Dictionary<string, string>()));
        var time = Standstill.June;
        var exit = arguments.Verb switch
        {
            ServerVerb.Test => new TestCommand(output, errors, environment, ProviderTypes.BuiltIn, time).Run(arguments.Test!),
            ServerVerb.Diff => new DiffCommand(output, errors, environment, ProviderTypes.BuiltIn, time).Run(arguments.Diff!),
            _ => new CheckCommand(output, errors, environment, ProviderTypes.BuiltIn, time).Run(arguments.Config!, arguments.IsStrict, arguments.StubsMissing),
        };

        var printed = $"{output}{(errors.ToString().Length > 0 ? $"--- stderr\n{errors}" : "")}{(exit != 0 ? $"(exit {exit})\n" : "")}";
        Assert.Equal(said, printed.Replace($"{_folder.FullName}/", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_is_one_of_a_configuration_or_of_a_pipeline() =>
        Assert.Equal(["policy/broker.yaml", "policy/identities.yaml", "policy/tests.yaml", "changed/identities.yaml", ".github/workflows/policy.yml"], Files().Select(static file => file.Path));

    [Fact]
    public void The_commands_of_the_pipeline_are_understood()
    {
        var (_, text) = Files().Single(static file => file.Path.StartsWith('.'));
        string[] commands = [.. Command().Matches(text).Select(static match => match.Groups[1].Value)];

        Assert.Equal(["check", "test", "diff"], commands.Select(static command => command.Split(' ')[0]));
        Assert.All(commands, static command => Assert.True(ServerArguments.TryParse(command.Split(' ', StringSplitOptions.RemoveEmptyEntries), out _, out var fault), fault));
    }

    private static IEnumerable<(string Path, string Text)> Files() => Yaml().Matches(Page).Select(static match => (match.Groups[2].Value, match.Groups[1].Value));

    [GeneratedRegex("^```console\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Console();

    [GeneratedRegex("^```yaml\n(# (\\S+)\n.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex("voidkey-server ([^|>\n]*[^|> \n])")]
    private static partial Regex Command();
}
