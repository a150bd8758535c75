using System.Text.Json;

namespace Voidkey.Mutation;

/// <summary>One run of all tests against the program as it was written.</summary>
/// <param name="Tests">The tests by name, and how many milliseconds each took.</param>
/// <param name="Mutants">Each mutant's tests, those that come past it, as places in <paramref name="Tests"/>: there are millions.</param>
/// <param name="OfInitializers">Mutants in static initializers. They are judged in a process of their own.</param>
internal sealed record Coverage(IReadOnlyList<Coverage.Test> Tests, IReadOnlyDictionary<int, List<int>> Mutants, IReadOnlyList<int> OfInitializers)
{
    /// <summary>A slower test than this would make every mutant that it alone covers cost as much.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

    /// <summary>Runs all tests.</summary>
    /// <param name="early">What was come past before any test ran.</param>
    public static async Task<Coverage> MeasureAsync(TestBed bed, MutantSwitch mutants, IEnumerable<int> early)
    {
        var tests = new List<Test>();
        var covered = new Dictionary<int, List<int>>();
        var ofInitializers = new HashSet<int>();
        foreach (var name in bed.Tests.Keys)
        {
            (bool Passed, TimeSpan Took) run = default;
            var (all, once) = await mutants.CoveredByAsync(async () => run = await bed.RunAsync(name));
            ofInitializers.UnionWith(once);
            if (!run.Passed || run.Took > Slow)
            {
                Console.WriteLine($"left out, {(run.Passed ? "slow" : "failed")}: {name}");
                continue;
            }

            foreach (var mutant in all)
            {
                covered.TryAdd(mutant, []);
                covered[mutant].Add(tests.Count);
            }

            tests.Add(new Test(name, run.Took.TotalMilliseconds));
        }

        // Only the first test in a process comes past an initializer, and past what fills a cache for good.
        foreach (var alone in covered.Where(static mutant => mutant.Value.Count == 1).GroupBy(static mutant => mutant.Value[0]))
        {
            var (again, _) = await mutants.CoveredByAsync(() => bed.RunAsync(tests[alone.Key].Name));
            ofInitializers.UnionWith(alone.Select(static mutant => mutant.Key).Except(again));
        }

        ofInitializers.UnionWith(early.Where(mutant => !covered.ContainsKey(mutant)));
        return new Coverage(tests, covered, [.. ofInitializers]);
    }

    public static Coverage Read(string path) => JsonSerializer.Deserialize<Coverage>(File.ReadAllText(path))!;

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this));

    /// <summary>The tests that come past a mutant.</summary>
    public IEnumerable<Test> Of(int mutant) => Mutants.TryGetValue(mutant, out var tests) ? tests.Select(test => Tests[test]) : [];

    internal sealed record Test(string Name, double Milliseconds);
}
