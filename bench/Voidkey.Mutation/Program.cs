using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Voidkey.Mutation;

if (args is not [var assembly, var report, var folders, var results, .. var more])
{
    Console.Error.WriteLine("usage: voidkey-mutation ASSEMBLY REPORT.json FOLDER[,FOLDER...] RESULTS");
    return 2;
}

// They edit by chance, a million times or for seconds, or wait in real time.
string[] leftOut = ["Interleaving", "OracleTests", "LookAlike", "RefusalCost", "Wycheproof", "Fuzzing"];
var coveragePath = Path.Combine(results, "coverage.json");
var verdicts = new Verdicts(Path.Combine(results, "verdicts.tsv"));
var budget = TimeSpan.FromSeconds(3);
Directory.CreateDirectory(results);

// Tests run in processes that this one starts, for a mutant may end them.
switch (more)
{
    case []:
        return Lead();
    case ["cover"]:
        await CoverAsync();
        return 0;
    case ["judge" or "again"]:
        return await JudgeAsync(more[0]) ? 0 : 3;
    case ["alone", var id]:
        await JudgeAloneAsync(int.Parse(id, CultureInfo.InvariantCulture));
        return 0;
    default:
        return 2;
}

int Lead()
{
    if (!File.Exists(coveragePath) && Run("cover") != 0)
    {
        return 1;
    }

    var coverage = Coverage.Read(coveragePath);
    Console.WriteLine($"{coverage.Tests.Count} tests, {coverage.Mutants.Count} mutants covered, {coverage.OfInitializers.Count} in initializers");
    foreach (var round in new[] { "judge", "again" })
    {
        while (InOneProcess(coverage, round).Count > 0)
        {
            if (Run(round) is not (0 or 3))
            {
                verdicts.AddForTheDead();
            }

            Console.WriteLine($"{verdicts.Read().Count} judged");
        }
    }

    foreach (var id in Mutants.ToJudge(report, folders).Select(static mutant => mutant.Id).Where(id => coverage.OfInitializers.Contains(id) && !verdicts.Read().ContainsKey(id)))
    {
        if (Run("alone", id.ToString(CultureInfo.InvariantCulture)) != 0)
        {
            verdicts.AddForTheDead();
        }
    }

    Summary.Print(Mutants.ToJudge(report, folders), verdicts.Read());
    return 0;
}

async Task CoverAsync()
{
    // What a table of a test calls is run while tests are looked for.
    var mutants = MutantSwitch.Of(Assembly.Load(assembly));
    TestBed bed = null!;
    var (early, _) = await mutants.CoveredByAsync(async () => bed = await TestBed.FindAsync(Assembly.Load("Voidkey.Tests"), leftOut));
    (await Coverage.MeasureAsync(bed, mutants, early)).Write(coveragePath);
}

async Task<bool> JudgeAsync(string round)
{
    var (bed, mutants) = await LoadAsync(MutantSwitch.None);
    var coverage = Coverage.Read(coveragePath);
    return await new Judge(bed, mutants, coverage, verdicts).JudgeAsync(InOneProcess(coverage, round), round == "judge" ? budget : 4 * budget, isLastTime: round != "judge");
}

async Task JudgeAloneAsync(int id)
{
    verdicts.Begin(id);
    var (bed, mutants) = await LoadAsync(id);
    await new Judge(bed, mutants, Coverage.Read(coveragePath), verdicts).JudgeFromTheStartAsync(Mutants.ToJudge(report, folders).Single(mutant => mutant.Id == id), 12 * budget);
}

async Task<(TestBed Bed, MutantSwitch Mutants)> LoadAsync(int active)
{
    var mutants = MutantSwitch.Of(Assembly.Load(assembly));
    mutants.Active = active;
    return (await TestBed.FindAsync(Assembly.Load("Voidkey.Tests"), leftOut), mutants);
}

IReadOnlyList<Mutant> InOneProcess(Coverage coverage, string round)
{
    var known = verdicts.Read();
    var initializers = coverage.OfInitializers.ToHashSet();
    return [.. Mutants.ToJudge(report, folders).Where(mutant => !initializers.Contains(mutant.Id) && (round == "judge" ? !known.ContainsKey(mutant.Id) : known.GetValueOrDefault(mutant.Id) == Verdicts.Open))];
}

int Run(params string[] verb)
{
    using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Assembly.GetEntryAssembly()!.Location, assembly, report, folders, results, .. verb]))!;
    child.WaitForExit();
    return child.ExitCode;
}
