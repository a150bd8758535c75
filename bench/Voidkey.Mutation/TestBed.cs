using System.Diagnostics;
using System.Reflection;
using Xunit;
using Xunit.Runner.Common;
using Xunit.Sdk;
using Xunit.v3;

namespace Voidkey.Mutation;

/// <summary>The tests of an assembly, found once and run one at a time in this process: that makes a mutant cost milliseconds and not the start of a test host.</summary>
internal sealed class TestBed
{
    private readonly InProcessFrontController _xunit;
    private readonly ITestFrameworkExecutionOptions _options = TestFrameworkOptions.ForExecution(new TestAssemblyConfiguration());

    private TestBed(InProcessFrontController xunit, IReadOnlyDictionary<string, ITestCase> tests)
    {
        _xunit = xunit;
        Tests = tests;
        _options.SetParallelMode(ParallelMode.None);
        _options.SetSynchronousMessageReporting(true);
    }

    /// <summary>By the name that the run shows; tests of one name are numbered.</summary>
    public IReadOnlyDictionary<string, ITestCase> Tests { get; }

    /// <summary>Finds the tests of an assembly.</summary>
    /// <param name="leftOut">Parts of names of tests that are not run: slow ones.</param>
    public static async Task<TestBed> FindAsync(Assembly assembly, IReadOnlyList<string> leftOut)
    {
        TestContext.SetForInitialization(null, false, false);
        var xunit = new InProcessFrontController(new XunitTestFramework(), assembly, null);
        var tests = new Dictionary<string, ITestCase>(StringComparer.Ordinal);
        var options = TestFrameworkOptions.ForDiscovery(new TestAssemblyConfiguration());
        options.SetPreEnumerateTheories(true);
        using var cancellation = new CancellationTokenSource();
        await xunit.Find(null, options, _ => true, cancellation, null, (test, _) =>
        {
            if (!test.Explicit && !leftOut.Any(part => test.TestCaseDisplayName.Contains(part, StringComparison.Ordinal)))
            {
                tests[Numbered(tests, test.TestCaseDisplayName)] = test;
            }

            return ValueTask.FromResult(true);
        });
        return new TestBed(xunit, tests);
    }

    /// <summary>Runs one test.</summary>
    /// <returns>Whether it passed, and how long it took.</returns>
    public async Task<(bool Passed, TimeSpan Took)> RunAsync(string name)
    {
        var sink = new Verdict();
        using var cancellation = new CancellationTokenSource();
        var started = Stopwatch.GetTimestamp();
        TestContext.SetForInitialization(null, false, false);
        await _xunit.Run(sink, _options, [Tests[name]], cancellation);
        return (!sink.Failed, Stopwatch.GetElapsedTime(started));
    }

    private static string Numbered(Dictionary<string, ITestCase> tests, string name)
    {
        var numbered = name;
        for (var number = 2; tests.ContainsKey(numbered); number++)
        {
            numbered = $"{name} #{number}";
        }

        return numbered;
    }

    private sealed class Verdict : IMessageSink
    {
        public bool Failed { get; private set; }

        public bool OnMessage(IMessageSinkMessage message)
        {
            Failed |= message is ITestFailed or IErrorMessage or ITestCleanupFailure or ITestCaseCleanupFailure or ITestClassCleanupFailure;
            return true;
        }
    }
}
