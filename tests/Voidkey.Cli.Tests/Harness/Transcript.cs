using System.CommandLine.Parsing;
using System.Text;
using Voidkey.Cli.Execution;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>A run written down: surroundings, the command, what the broker hears and answers, and what comes out. See Transcripts/README.md.</summary>
internal sealed class Transcript
{
    private readonly List<(string Head, string Block)> _sections = [];

    public Transcript(string text)
    {
        var block = new StringBuilder();
        string? head = null;
        foreach (var line in text.Split('\n').Append("end"))
        {
            if (line.StartsWith('#')) continue;
            if (line.StartsWith("  ", StringComparison.Ordinal) || (line.Length == 0 && head is "stdout" or "stderr"))
            {
                block.Append(line.Length == 0 ? "" : line[2..]).Append('\n');
                continue;
            }

            if (head is not null) _sections.Add((head, block.ToString()));
            (head, _) = (line.Length == 0 ? null : line, block.Clear());
        }
    }

    public async Task PlayAsync()
    {
        var cli = new Terminal { Input = Block("stdin").TrimEnd('\n'), InputIsTerminal = Has("terminal stdin"), OutputIsTerminal = Has("terminal stdout"), ErrorsAreTerminal = Has("terminal stderr") };
        foreach (var (name, value) in Heads("env ").Select(e => e.Split('=', 2)).Select(e => (e[0], e[1]))) cli.Environment[name] = value;

        if (Heads("in ").FirstOrDefault() is { } directory) cli.Files.CurrentDirectory = directory;
        foreach (var (path, text) in _sections.Where(s => s.Head.StartsWith("file ", StringComparison.Ordinal)).Select(s => (s.Head["file ".Length..], s.Block))) cli.Files.Contents[path] = text;
        foreach (var (name, text) in _sections.Where(s => s.Head.StartsWith("program ", StringComparison.Ordinal)).Select(s => (s.Head["program ".Length..], s.Block))) cli.Programs.Known[name] = (0, text);
        foreach (var (path, kind) in Heads("executable ").Select(p => p.Split(' ')).Select(p => (p[0], p.ElementAtOrDefault(1)))) cli.Process.Files[path] = kind is null ? ProgramFile.Executable : ProgramFile.NotExecutable;

        var command = Heads("$ voidkey").Single();
        var ran = await cli.RunAsync([.. CommandLineParser.SplitCommandLine(command)], [.. _sections.Where(s => s.Head.StartsWith("broker ", StringComparison.Ordinal) && !s.Head.StartsWith("broker hears", StringComparison.Ordinal)).Select(Answer)]);

        foreach (var (path, text) in _sections.Where(s => s.Head.StartsWith("leaves ", StringComparison.Ordinal)).Select(s => (s.Head["leaves ".Length..], s.Block)))
            Assert.Equal(text, cli.Files.Contents.GetValueOrDefault(path));

        // One comparison, so that a difference shows everything at once.
        var expected = $"exit {Heads("exit ").Single()}\nstdout\n{Block("stdout")}\nstderr\n{Block("stderr")}\nrequests\n{string.Join('\n', Expected())}\nbecomes\n{Block("becomes")}";
        var actual = $"exit {ran.Exit}\nstdout\n{ran.Output}\nstderr\n{ran.Errors}\nrequests\n{string.Join('\n', ran.Requests.Select(Written))}\nbecomes\n{cli.Process.Became}";
        Assert.Equal(Trimmed(expected), Trimmed(actual));
    }

    private static string Written(Heard request) =>
        $"{request.Method} {request.Url}{(request.Authorization is null ? "" : $"\nAuthorization: {request.Authorization}")}{(request.Body.Length == 0 ? "" : $"\n{request.Body}")}";

    private IEnumerable<string> Expected() => _sections
        .Where(s => s.Head.StartsWith("broker hears ", StringComparison.Ordinal))
        .Select(s => $"{s.Head["broker hears ".Length..]}\n{s.Block}".TrimEnd('\n'));

    private static CannedAnswer Answer((string Head, string Block) section)
    {
        if (section.Head == "broker never answers") return CannedAnswer.Never;
        var head = section.Head["broker answers ".Length..].Split(' ', 2);
        var headers = section.Block.Split('\n').TakeWhile(l => l.Length > 0 && char.IsAsciiLetterUpper(l[0])).Select(l => l.Split(": ", 2)).Select(h => (h[0], h[1])).ToArray();
        return new CannedAnswer(int.Parse(head[0]), head.ElementAtOrDefault(1) ?? "", string.Join('\n', section.Block.Split('\n').Skip(headers.Length)), headers);
    }

    private bool Has(string head) => _sections.Any(s => s.Head == head);

    private string Block(string head) => _sections.SingleOrDefault(s => s.Head == head).Block ?? "";

    private IEnumerable<string> Heads(string start) => _sections.Where(s => s.Head.StartsWith(start, StringComparison.Ordinal)).Select(s => s.Head[start.Length..].Trim());

    private static string Trimmed(string text) => string.Join('\n', text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0));
}
