namespace Voidkey.Cli.CredentialHelpers;

/// <summary>Whose password it is.</summary>
/// <param name="Name">Known from the start; null: the key says it.</param>
/// <param name="Variable">The key's variable with the name, where <paramref name="Name"/> is null.</param>
internal sealed record AccountName(string? Name, string Variable = "")
{
    public Result<string> Of(OneKey key) => Name is not null ? Name : key.Value(Variable);
}
