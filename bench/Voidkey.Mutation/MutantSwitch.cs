using System.Reflection;

namespace Voidkey.Mutation;

/// <summary>The class that Stryker.NET puts into an assembly with its mutants: which of them is active, and which of them a run came past.</summary>
internal sealed class MutantSwitch
{
    private readonly FieldInfo _active;
    private readonly FieldInfo _capture;
    private readonly MethodInfo _coverage;

    private MutantSwitch(Type control)
    {
        _active = control.GetField("ActiveMutant", BindingFlags.Public | BindingFlags.Static) ?? throw Unknown(control);
        _capture = control.GetField("CaptureCoverage", BindingFlags.Public | BindingFlags.Static) ?? throw Unknown(control);
        _coverage = control.GetMethod("GetCoverageData", BindingFlags.Public | BindingFlags.Static) ?? throw Unknown(control);
    }

    /// <summary>No mutant is active: the program as it was written.</summary>
    public const int None = -1;

    /// <summary>The mutant that is active from now on.</summary>
    public int Active { set => _active.SetValue(null, value); }

    /// <summary>Finds the switch of an assembly.</summary>
    /// <exception cref="InvalidOperationException">There are no mutants in it.</exception>
    public static MutantSwitch Of(Assembly mutated) =>
        new(mutated.GetTypes().SingleOrDefault(static type => type.Name == "MutantControl") ?? throw new InvalidOperationException($"{mutated.GetName().Name} has no mutants in it."));

    /// <summary>The mutants that the run comes past: all of them, and those of static initializers, which run once in a process and so for the first that comes.</summary>
    public async Task<(IReadOnlyList<int> All, IReadOnlyList<int> OfInitializers)> CoveredByAsync(Func<Task> run)
    {
        _capture.SetValue(null, true);
        _coverage.Invoke(null, null);
        await run();
        var covered = (IList<int>[])_coverage.Invoke(null, null)!;
        _capture.SetValue(null, false);
        return ([.. covered[0]], [.. covered[1]]);
    }

    private static InvalidOperationException Unknown(Type control) => new($"{control} is not what Stryker.NET 5 puts into an assembly.");
}
