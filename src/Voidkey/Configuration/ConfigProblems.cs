namespace Voidkey.Configuration;

/// <summary>Collects what is wrong, so that all of it can be said at once.</summary>
public sealed class ConfigProblems
{
    private readonly List<ConfigProblem> _all = [];

    /// <summary>True when at least one is not a warning.</summary>
    public bool Any => _all.Exists(static problem => !problem.IsWarning);

    /// <summary>Errors before warnings, each in the order of the files.</summary>
    public IReadOnlyList<ConfigProblem> All =>
        [.. _all.Distinct().OrderBy(static problem => problem.IsWarning).ThenBy(static problem => problem.Position.File, StringComparer.Ordinal)
            .ThenBy(static problem => problem.Position.Line).ThenBy(static problem => problem.Position.Column)];

    /// <summary>True when a member or something in it is wrong.</summary>
    internal bool AnyBelow(string path) => _all.Exists(problem => !problem.IsWarning && problem.Path.StartsWith(path, StringComparison.Ordinal)
        && (problem.Path.Length == path.Length || problem.Path[path.Length] is '.' or '['));

    internal void Report(string code, ConfigPosition position, string path, string message) =>
        _all.Add(new ConfigProblem(code, IsWarning: false, position, path, message));

    internal void Warn(string code, ConfigPosition position, string path, string message) =>
        _all.Add(new ConfigProblem(code, IsWarning: true, position, path, message));
}
