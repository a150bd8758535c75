using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Voidkey.Reliability.Scenarios;

namespace Voidkey.Reliability;

/// <summary>What is to be measured.</summary>
/// <param name="Server">The native <c>voidkey-server</c>.</param>
/// <param name="Seconds">The length of each scenario's main phase; null: the scenario's own.</param>
/// <param name="Seed">What the fuzzers begin with.</param>
/// <param name="Markdown">Where the tables are written to.</param>
/// <param name="CountsOnly">Times are told and not judged: for machines with other work.</param>
internal sealed record Options(string Server, IReadOnlyList<Scenario> Scenarios, int? Seconds, ulong Seed, string? Markdown, bool CountsOnly)
{
    private const ulong UsualSeed = 20_260_101;

    public static string Usage => $"""
        usage: voidkey-reliability SERVER [SCENARIO…] [--seconds N] [--seed N] [--markdown FILE] [--counts-only]

          SERVER         the native voidkey-server; ./build.sh leaves it in .artifacts/publish
          SCENARIO       {string.Join(", ", Scenario.All.Select(static one => one.Name))}; all of them where none is named
          --seconds N    how long each main phase is, 1 to 3600; the usual length is each scenario's own
          --seed N       what the fuzzers begin with
          --markdown F   write the tables to a file
          --counts-only  judge counts and not times

        Exit codes: 0 all targets met, 1 one was missed, 2 usage.
        """;

    public static bool TryRead(IReadOnlyList<string> arguments, [NotNullWhen(true)] out Options? options)
    {
        options = null;
        var (read, scenarios) = (new Options("", [], null, UsualSeed, null, false), new List<Scenario>());
        for (var i = 0; i < arguments.Count; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--counts-only":
                    read = read with { CountsOnly = true };
                    continue;
                case "--seconds" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 3600:
                    read = read with { Seconds = seconds };
                    break;
                case "--seed" when ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed):
                    read = read with { Seed = seed };
                    break;
                case "--markdown" when value.Length > 0:
                    read = read with { Markdown = value };
                    break;
                case var server when read.Server.Length == 0 && File.Exists(server):
                    read = read with { Server = Path.GetFullPath(server) };
                    continue;
                case var name when Scenario.All.FirstOrDefault(one => one.Name == name) is { } scenario:
                    scenarios.Add(scenario);
                    continue;
                default:
                    return false;
            }

            i++;
        }

        if (read.Server.Length == 0) return false;
        options = read with { Scenarios = scenarios.Count > 0 ? scenarios : Scenario.All };
        return true;
    }
}
