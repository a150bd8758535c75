using System.Diagnostics.CodeAnalysis;
using Voidkey.Diagnostics;

namespace Voidkey.Server.Verbs;

/// <summary>What follows a verb on the command line: options, each once and anywhere, and operands.</summary>
internal sealed class VerbLine
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly List<string> _operands = [];

    private VerbLine()
    {
    }

    /// <summary>What is no option, in order. Never empty texts.</summary>
    public IReadOnlyList<string> Operands => _operands;

    /// <param name="verb">For messages.</param>
    /// <param name="flags">Options without a value.</param>
    /// <param name="valued">Options with one: <c>--name VALUE</c> or <c>--name=VALUE</c>.</param>
    public static bool TryParse(string verb, IEnumerable<string> args, string[] flags, string[] valued, [NotNullWhen(true)] out VerbLine? line, [NotNullWhen(false)] out string? fault)
    {
        var read = new VerbLine();
        fault = read.Read(verb, [.. args], flags, valued);
        line = fault is null ? read : null;
        return fault is null;
    }

    public bool Has(string flag) => _options.ContainsKey(flag);

    public string? Value(string name) => _options.GetValueOrDefault(name);

    private string? Read(string verb, string[] args, string[] flags, string[] valued)
    {
        var onlyOperands = false;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i].Length == 0) return $"{verb} was given an empty argument";
            if (onlyOperands || args[i][0] != '-' || args[i] == "-")
            {
                _operands.Add(args[i]);
                continue;
            }

            if (args[i] == "--")
            {
                onlyOperands = true;
                continue;
            }

            var (name, value) = args[i].IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (args[i][..at], args[i][(at + 1)..]) : (args[i], null);
            if (flags.Contains(name, StringComparer.Ordinal))
            {
                if (value is not null) return $"{name} has no value";
                value = "";
            }
            else if (valued.Contains(name, StringComparer.Ordinal))
            {
                value ??= i + 1 < args.Length ? args[++i] : "";
                if (value.Length == 0) return $"{name} needs a value";
            }
            else return $"{verb} does not know '{Printable.Line(name.Length > 40 ? name[..40] : name)}'";

            if (!_options.TryAdd(name, value)) return $"{name} stands twice";
        }

        return null;
    }
}
