using System.Globalization;

namespace Voidkey.Mutation;

/// <summary>What the verdicts come to, by folder, and each mutant that nobody noticed.</summary>
internal static class Summary
{
    public static void Print(IReadOnlyList<Mutant> mutants, IReadOnlyDictionary<int, string> verdicts)
    {
        var judged = mutants.Where(mutant => verdicts.ContainsKey(mutant.Id)).ToList();
        foreach (var mutant in judged.Where(mutant => !IsNoticed(verdicts[mutant.Id])))
        {
            Console.WriteLine($"{mutant.Id} {verdicts[mutant.Id]} {mutant.File}:{mutant.Start.Line}:{mutant.Start.Column} {mutant.Kind}: {mutant.Replacement.ReplaceLineEndings(" ")}");
        }

        Console.WriteLine("| folder | mutants | noticed | without an end | survived | not covered | score |\n|---|---|---|---|---|---|---|");
        foreach (var folder in judged.GroupBy(static mutant => mutant.Folder).Append(judged.GroupBy(static _ => "all").Single()))
        {
            var count = folder.CountBy(mutant => verdicts[mutant.Id]).ToDictionary(StringComparer.Ordinal);
            var noticed = count.Where(static verdict => IsNoticed(verdict.Key)).Sum(static verdict => verdict.Value);
            var endless = count.GetValueOrDefault(Verdicts.Endless);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {folder.Key} | {folder.Count()} | {noticed - endless} | {endless} | {count.GetValueOrDefault(Verdicts.Survived) + count.GetValueOrDefault(Verdicts.Open)} | {count.GetValueOrDefault(Verdicts.NotCovered)} | {100.0 * noticed / folder.Count():0.0} % |"));
        }
    }

    private static bool IsNoticed(string verdict) => verdict is Verdicts.Noticed or Verdicts.Endless or Verdicts.Fatal;
}
