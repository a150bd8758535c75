using System.CommandLine;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Commands;

/// <summary>Whether a stream has colours: as somebody said, else where a person reads it.</summary>
internal static class ColorChoice
{
    public static IReadOnlyList<string> Names { get; } = ["auto", "always", "never"];

    public static Palette Of(ParseResult parse, GlobalOptions globals, Surroundings surroundings, bool isTerminal) => new(IsOn(parse, globals, surroundings, isTerminal));

    /// <summary>Whether what a person sees may move and shine at all: not in a CI system, and not on a terminal that can do nothing.</summary>
    public static bool IsCapable(Surroundings surroundings) =>
        surroundings.Variable("TERM") is { Length: > 0 } and not "dumb" && surroundings.Variable("CI") is (null or "" or "0" or "false");

    // no-color.org, and bixense.com/clicolors.
    private static bool IsOn(ParseResult parse, GlobalOptions globals, Surroundings surroundings, bool isTerminal)
    {
        if (parse.GetResult(globals.NoColor) is { Implicit: false }) return false;
        if (parse.GetResult(globals.Color)?.Tokens is [.., var chosen] && chosen.Value != "auto") return chosen.Value == "always";
        if (IsSet("NO_COLOR") || globals.NoColor.Variables.Any(IsSet)) return false;
        if (IsSet("CLICOLOR_FORCE") && surroundings.Variable("CLICOLOR_FORCE") != "0") return true;
        return isTerminal && surroundings.Variable("CLICOLOR") != "0" && IsCapable(surroundings);

        bool IsSet(string name) => surroundings.Variable(name) is { Length: > 0 };
    }
}
