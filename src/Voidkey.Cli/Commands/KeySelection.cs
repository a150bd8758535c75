namespace Voidkey.Cli.Commands;

/// <summary>Which keys are asked for: names in the order given, each once; or all.</summary>
internal sealed record KeySelection(IReadOnlyList<string> Names)
{
    public bool All => Names.Count == 0;

    public static Result<KeySelection> Read(Invocation invocation, IReadOnlyList<string> operands, ValueOption keys, Switch all)
    {
        if (!Listed(invocation, [.. invocation.Values(keys).SelectMany(Split)], invocation.Usage).TryGet(out var listed, out var failure)) return failure;
        var named = operands.Concat(listed).Distinct(StringComparer.Ordinal).ToList();
        if (invocation.Has(all)) return named.Count == 0 ? new KeySelection([]) : invocation.Usage("--all and key names exclude each other");

        var setting = named.Count == 0 ? invocation.Find(keys) : null;
        if (named.Count == 0 && !Listed(invocation, setting is not null ? Split(setting.Value) : invocation.Config.DefaultKeys ?? [], message => Misconfigured(message, setting)).TryGet(out listed, out failure)) return failure;
        if (named.Count == 0) named = [.. listed.Distinct(StringComparer.Ordinal)];
        if (named.Count == 0) return invocation.Usage("say which keys to mint, or --all");
        if (named.Any(string.IsNullOrWhiteSpace)) return setting?.Wrong($"{setting.Origin} contains an empty key name") ?? invocation.Usage("a key name is empty");
        if (named.Any(Typed.LooksLikeToken)) return invocation.Usage("an argument looks like a token where a key name belongs, so it was not sent; see --token-file");
        return new KeySelection(named);
    }

    /// <summary>With <c>@name</c> replaced by the keys of that alias. An operand is never one: a key may be called so.</summary>
    private static Result<IReadOnlyList<string>> Listed(Invocation invocation, IReadOnlyList<string> written, Func<string, Failure> wrong)
    {
        var names = new List<string>();
        foreach (var name in written)
        {
            if (!name.StartsWith('@')) names.Add(name);
            else if (invocation.Config.Alias(name[1..]) is { } keys) names.AddRange(keys);
            else return wrong($"there is no alias {Typed.Shown(name)}{Suggestion.For(name, invocation.Config.AliasNames.Select(alias => $"@{alias}"))}");
        }

        return names;
    }

    private static Failure Misconfigured(string message, Setting? variable) =>
        variable?.Wrong(message) ?? new Failure(ExitCode.Configuration, FailureCodes.Configuration, message, "default_keys names it", "correct the configuration file: voidkey config path");

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries);
}
