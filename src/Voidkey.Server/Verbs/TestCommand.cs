using System.Text;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.PolicyTests;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Verbs;

/// <summary><c>voidkey-server test</c>: runs the tests of configurations. Nothing is fetched and nothing minted.</summary>
/// <param name="output">Takes the outcome; or the report alone, where it goes to <c>-</c>.</param>
internal sealed class TestCommand(TextWriter output, TextWriter errors, ConfigEnvironment environment, ProviderTypes providers, TimeProvider time)
{
    /// <returns>0: all as expected; 1: a test failed, or there was none that could; 3: a configuration has errors.</returns>
    public int Run(TestArguments arguments)
    {
        var text = arguments.JUnit == "-" ? errors : output;
        var configurations = new OfflineConfiguration(environment, providers, arguments.StubsMissing, errors, time);
        TestedConfiguration[] tested = [.. arguments.Paths.Select(path => Test(path, configurations, arguments.Filter))];
        PolicyTestResult[] results = [.. tested.SelectMany(static configuration => configuration.Results ?? [])];
        var failed = results.Count(static result => result.Failures.Count > 0);
        foreach (var line in results.SelectMany(TestText.Of).Append(TestText.Summary(results.Length, failed))) text.WriteLine(line);

        var missing = arguments.MayBeEmpty ? null : Missing(tested, arguments.Filter);
        if (missing is not null) errors.WriteLine(Printable.Line($"voidkey-server: {missing}"));
        if (!Report(tested, arguments.JUnit)) return ServerCommand.Failed;
        if (Array.Exists(tested, static configuration => configuration.Results is null)) return ServerCommand.BadConfiguration;
        return failed > 0 || missing is not null ? ServerCommand.Failed : 0;
    }

    private TestedConfiguration Test(string path, OfflineConfiguration configurations, string? filter)
    {
        var config = configurations.Load(path);
        return new TestedConfiguration(path, config.Problems, config.IsGood ? PolicyTestRun.Run(config, filter, time.GetUtcNow()) : null);
    }

    // A check that cannot fail is taken for one that passed.
    private static string? Missing(TestedConfiguration[] tested, string? filter)
    {
        if (filter is not null) return Array.TrueForAll(tested, static configuration => configuration.Results is { Count: 0 }) ? $"no test's name contains '{filter}'" : null;
        return Array.Find(tested, static configuration => configuration.Results is { Count: 0 }) is { } empty ? $"{empty.Path} has no tests; write some under 'tests', or say --allow-empty" : null;
    }

    private bool Report(TestedConfiguration[] tested, string? path)
    {
        if (path is null) return true;

        var report = JUnitReport.Of(tested);
        try
        {
            if (path == "-") output.Write(Encoding.UTF8.GetString(report));
            else ReportFile.Write(path, report);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(Printable.Line($"voidkey-server: the report cannot be written to {path}: {failure.Message}"));
            return false;
        }
    }
}
