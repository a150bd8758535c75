using System.Text;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Configuration;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Completion;

/// <summary>What may stand where somebody presses the tab key, with the names that the broker and the configuration files know.</summary>
/// <remarks>It asks as our own commands do, for two seconds at most, and says nothing when that fails: somebody is in the middle of a line.</remarks>
internal sealed class Completer(CommandTree tree, Surroundings surroundings)
{
    private const string Limit = "2s";

    private readonly Surroundings _silent = surroundings with
    {
        WriteErrors = static _ => { },
        Input = static () => Stream.Null,
        InputIsTerminal = false,
        OutputIsTerminal = false,
        ErrorsAreTerminal = false,
    };

    public async Task<IReadOnlyList<string>> ForAsync(string[] words, CancellationToken ct)
    {
        var wanted = new Candidates(tree).Look(words);
        var known = wanted.Kind switch
        {
            ValueKind.Key => await AskAsync(["list-keys"], wanted, ct),
            ValueKind.AnyKey => await AskAsync(["admin", "inventory"], wanted, ct),
            ValueKind.KeyList => [.. await AliasesAsync(wanted, ct), .. wanted.Start.StartsWith('@') ? [] : await AskAsync(["list-keys"], wanted, ct)],
            ValueKind.Idp => await AskAsync(["list-idps"], wanted, ct),
            ValueKind.Environment => await ConfiguredAsync(wanted, static config => config.EnvironmentNames, ct),
            ValueKind.TokenSource => await ConfiguredAsync(wanted, static config => config.TokenSourceNames, ct),
            _ => [],
        };

        // The shell puts it into the line as it is: a name that needs quotes, or that would be a flag, must be typed.
        return Candidates.Matching(wanted, known.Where(static name => PosixQuoting.IsPlain(name) && !name.StartsWith('-') && name.Length is > 0 and <= 256));
    }

    private async Task<IEnumerable<string>> AliasesAsync(Wanted wanted, CancellationToken ct) =>
        (await ConfiguredAsync(wanted, static config => config.AliasNames, ct)).Select(static alias => $"@{alias}");

    private async Task<IEnumerable<string>> AskAsync(string[] verb, Wanted wanted, CancellationToken ct)
    {
        if (ArgumentsOf(wanted) is not { } arguments) return [];
        var kept = new KeptNames(_silent, tree, [.. verb, .. arguments]);
        if (kept.Find() is { } names) return names;

        var output = new MemoryStream();
        string[] command = [.. verb, "-o", "name", "-q", "--no-input", "--timeout", Limit, "--retries", "0", .. arguments];
        if (await CommandLine.RunAsync(command, _silent with { WriteOutput = data => output.Write(data) }, ct) != ExitCode.Ok) return [];
        names = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        kept.Keep(names);
        return names;
    }

    private async Task<IEnumerable<string>> ConfiguredAsync(Wanted wanted, Func<Config, IEnumerable<string>> names, CancellationToken ct)
    {
        var arguments = wanted.Given.Where(flag => flag.Name == tree.Globals.Config.Name).SelectMany(static flag => new[] { flag.Name, flag.Value });
        var verb = tree.Find("config")!;
        var parse = tree.Parse([verb.Name, .. arguments]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), _silent.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            var loader = new ConfigLoader(new Invocation(parse, verb, tree.Globals, _silent, new Messages(_silent.WriteErrors, json: false)));
            return (await loader.ReadAllAsync(either.Token)).TryGet(out var config, out _) ? names(config) : [];
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }

    /// <summary>The flags of the line that say which broker is asked, and as whom; null: a token is given in the line, and is not ours to read yet.</summary>
    private List<string>? ArgumentsOf(Wanted wanted)
    {
        var (globals, identity) = (tree.Globals, new IdentityOptions());
        if (wanted.Given.Any(flag => flag.Name == identity.Bearer.Name || flag.Name == identity.BearerFile.Name)) return null;

        string[] values = [globals.BrokerUrl.Name, globals.Config.Name, globals.Environment.Name, globals.CaCert.Name, globals.ClientCert.Name, globals.ClientKey.Name, identity.Source.Name, identity.Audience.Name];
        var arguments = new List<string>();
        foreach (var (name, value) in wanted.Given)
        {
            if (values.Contains(name) && !(name == identity.Source.Name && wanted.Kind == ValueKind.Idp) && !(name == identity.Audience.Name && wanted.Kind == ValueKind.Idp)) arguments.AddRange([name, value]);
            else if (name == globals.InsecureHttp.Name) arguments.Add(name);
        }

        return arguments;
    }
}
