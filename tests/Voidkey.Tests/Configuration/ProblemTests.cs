using Voidkey.Server.Tests.Schema;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>Whoever writes a wrong setting is told where, what and how to mend it. <c>problems.txt</c> has a change of the good configuration on the lines with <c>-</c> and <c>+</c>, and below them all that is told, word for word.</summary>
public sealed class ProblemTests
{
    private const string File = "Configuration/problems.txt";

    [Fact]
    public void Every_problem_is_told_in_its_place()
    {
        using var files = new EveryMember();
        foreach (var name in new[] { "exposed.key", "exposed-hmac.key" }) System.IO.File.Copy(Path.Combine(files.Folder, name == "exposed.key" ? "broker.key" : "hmac.key"), Path.Combine(files.Folder, name));
        SetModes(files.Folder);

        var told = new List<string>();
        foreach (var change in Changes())
        {
            var (removed, added) = (Marked(change, "- "), Marked(change, "+ "));
            var problems = files.Load(Yaml.With(Of(removed), Of(added))).Problems;
            Assert.DoesNotContain(problems, static problem => problem.ToString().Contains(Yaml.Canary, StringComparison.Ordinal));
            told.AddRange([.. removed, .. added, .. problems.Select(problem => problem.ToString().Replace(files.Folder + "/", "", StringComparison.Ordinal)), ""]);
        }

        Told.IsAsIn(File, told);
    }

    private static IEnumerable<string[]> Changes()
    {
        var change = new List<string>();
        foreach (var line in Told.Read(File))
        {
            if (line.Length > 0) change.Add(line);
            if (line.Length > 0 || change.Count == 0) continue;
            yield return [.. change];
            change.Clear();
        }
    }

    private static string[] Marked(string[] change, string mark) => [.. change.Where(line => line.StartsWith(mark, StringComparison.Ordinal))];

    private static string Of(string[] lines) => string.Join('\n', lines.Select(static line => line[2..]));

    // A checkout gives files whatever mode the machine likes.
    private static void SetModes(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in Directory.EnumerateFiles(folder))
            System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | (Path.GetFileName(file).StartsWith("exposed", StringComparison.Ordinal) ? UnixFileMode.OtherRead : UnixFileMode.None));
    }
}
