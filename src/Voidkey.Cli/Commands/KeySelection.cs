namespace Voidkey.Cli.Commands;

/// <summary>Which keys are asked for: names in the order given, each once; or all.</summary>
internal sealed record KeySelection(IReadOnlyList<string> Names)
{
    public bool All => Names.Count == 0;

    public static Result<KeySelection> Read(Invocation invocation, IReadOnlyList<string> operands, ValueOption keys, Switch all)
    {
        var listed = invocation.Values(keys).SelectMany(Split);
        var named = operands.Concat(listed).Distinct(StringComparer.Ordinal).ToList();
        if (invocation.Has(all)) return named.Count == 0 ? new KeySelection([]) : invocation.Usage("--all and key names exclude each other");

        var setting = named.Count == 0 ? invocation.Find(keys) : null;
        if (setting is not null) named = [.. Split(setting.Value).Distinct(StringComparer.Ordinal)];
        if (named.Count == 0) return invocation.Usage("say which keys to mint, or --all");
        if (named.Any(string.IsNullOrWhiteSpace)) return setting?.Wrong($"{setting.Origin} contains an empty key name") ?? invocation.Usage("a key name is empty");
        if (named.Any(Typed.LooksLikeToken)) return invocation.Usage("an argument looks like a token where a key name belongs, so it was not sent; see --token-file");
        return new KeySelection(named);
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries);
}
