namespace Voidkey.Cli.CredentialHelpers;

/// <summary>What a tool that asks on stdin may be answered.</summary>
/// <param name="Hosts">For whom the password is.</param>
/// <param name="Account">Whose it is.</param>
/// <param name="PasswordVariables">Which of the key's variables has it: the first that the key sets.</param>
internal sealed record HelperTerms(HostNames Hosts, AccountName Account, IReadOnlyList<string> PasswordVariables);
