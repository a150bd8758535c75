using System.Globalization;

namespace Voidkey.Mutation;

/// <summary>One line a mutant: its number, the verdict, and the test that noticed it. A file, so that a process that dies takes nothing along.</summary>
internal sealed class Verdicts(string path)
{
    public const string Noticed = "noticed";

    /// <summary>A test that met it did not end.</summary>
    public const string Endless = "endless";

    /// <summary>The process ended.</summary>
    public const string Fatal = "fatal";

    /// <summary>Nobody noticed it, and there was time for all of its tests, or for more than a reader of this would have.</summary>
    public const string Survived = "survived";

    /// <summary>Nobody noticed it in time; not all of its tests have been run. Counts as survived.</summary>
    public const string Open = "open";

    public const string NotCovered = "not-covered";

    private string Current => path + ".current";

    /// <summary>The verdicts there are; of a mutant that was judged again the last.</summary>
    public IReadOnlyDictionary<int, string> Read() => File.Exists(path)
        ? File.ReadLines(path).Select(static line => line.Split('\t')).GroupBy(static fields => int.Parse(fields[0], CultureInfo.InvariantCulture), static fields => fields[1]).ToDictionary(static mutant => mutant.Key, static mutant => mutant.Last())
        : new Dictionary<int, string>();

    /// <summary>Notes which mutant is on trial, in case it ends the process.</summary>
    public void Begin(int id) => File.WriteAllText(Current, id.ToString(CultureInfo.InvariantCulture));

    public void Add(int id, string verdict, string test)
    {
        File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{id}\t{verdict}\t{test.ReplaceLineEndings(" ").Replace('\t', ' ')}\n"));
        File.Delete(Current);
    }

    /// <summary>For a mutant whose test does not end: this process cannot go on.</summary>
    public void AddAndDie(int id, string verdict, string test)
    {
        Add(id, verdict, test);
        System.Diagnostics.Process.GetCurrentProcess().Kill();
    }

    /// <summary>A mutant that ended the process itself, by an overflow of the stack for example, is noticed.</summary>
    public void AddForTheDead()
    {
        if (File.Exists(Current))
        {
            Add(int.Parse(File.ReadAllText(Current), CultureInfo.InvariantCulture), Fatal, "");
        }
    }
}
