using Voidkey.Server.Tests.Conventions;
using Xunit;

namespace Voidkey.Tests.Support;

/// <summary>What people are told, line by line, as it stands in a file beside the tests: whoever changes a word sees it, and whoever loses one too.</summary>
internal static class Told
{
    /// <summary>The lines are those of the file.</summary>
    /// <param name="file">Its path below <c>tests/Voidkey.Tests</c>. Where it differs, what it would have to hold lies in <c>.artifacts/told</c>.</param>
    public static void IsAsIn(string file, IReadOnlyCollection<string> lines)
    {
        var path = Path.Combine(Source.Root, "tests", "Voidkey.Tests", file);
        var expected = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (expected.SequenceEqual(lines, StringComparer.Ordinal)) return;

        var actual = Path.Combine(Directory.CreateDirectory(Path.Combine(Source.Root, ".artifacts", "told")).FullName, Path.GetFileName(file));
        File.WriteAllLines(actual, lines);
        Assert.Fail($"{file} holds something else; it would have to hold what is in {actual}. Lost: {string.Join(" | ", expected.Except(lines).Take(3))} New: {string.Join(" | ", lines.Except(expected).Take(3))}");
    }

    /// <summary>A file beside the tests.</summary>
    public static string[] Read(string file) => File.ReadAllLines(Path.Combine(Source.Root, "tests", "Voidkey.Tests", file));
}
