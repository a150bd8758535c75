using System.Globalization;
using System.Text.Json;

namespace Voidkey.Mutation;

/// <summary>A mutant of a report: where it is, as <c>Folder/File.cs</c> and the places of its first and last character, and what stands there instead.</summary>
internal sealed record Mutant(int Id, string Folder, string File, (int Line, int Column) Start, (int Line, int Column) End, string Kind, string Replacement, string Status)
{
    public bool LiesIn(Mutant other) => Id != other.Id && File == other.File && Start.CompareTo(other.Start) >= 0 && End.CompareTo(other.End) <= 0;
}

/// <summary>The mutants of a report of Stryker.NET, in the format of mutation-testing-elements.</summary>
internal static class Mutants
{
    private const string Block = "Block removal mutation";

    /// <summary>The mutants of some folders that can be judged: those that compile, without blocks in which others are, as Stryker.NET has it too.</summary>
    public static IReadOnlyList<Mutant> ToJudge(string report, string folders)
    {
        var wanted = folders.Split(',');
        var all = All(report).Where(mutant => wanted.Contains(mutant.Folder, StringComparer.Ordinal) && mutant.Status != "CompileError").ToList();
        return [.. all.Where(mutant => mutant.Kind != Block || !all.Any(other => other.LiesIn(mutant)))];
    }

    private static IEnumerable<Mutant> All(string report)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        foreach (var file in json.RootElement.GetProperty("files").EnumerateObject())
        {
            var folder = Path.GetFileName(Path.GetDirectoryName(file.Name))!;
            foreach (var mutant in file.Value.GetProperty("mutants").EnumerateArray())
            {
                var location = mutant.GetProperty("location");
                yield return new Mutant(
                    int.Parse(mutant.GetProperty("id").GetString()!, CultureInfo.InvariantCulture),
                    folder,
                    $"{folder}/{Path.GetFileName(file.Name)}",
                    PlaceOf(location.GetProperty("start")),
                    PlaceOf(location.GetProperty("end")),
                    mutant.GetProperty("mutatorName").GetString()!,
                    mutant.GetProperty("replacement").GetString()!,
                    mutant.GetProperty("status").GetString()!);
            }
        }
    }

    private static (int Line, int Column) PlaceOf(JsonElement place) => (place.GetProperty("line").GetInt32(), place.GetProperty("column").GetInt32());
}
