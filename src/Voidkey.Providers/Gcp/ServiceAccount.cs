using System.Text.RegularExpressions;
using Voidkey.Configuration;

namespace Voidkey.Providers.Gcp;

/// <summary>A service account that the broker may mint tokens of.</summary>
/// <param name="Email">Its e-mail address.</param>
/// <param name="ProjectId">The id of its project, where the address has one; null for those that Google makes itself.</param>
internal sealed partial record ServiceAccount(string Email, string? ProjectId)
{
    /// <summary>What IAM's names of service accounts begin with. The dash is part of it: no project's id may stand there.</summary>
    public const string Prefix = "projects/-/serviceAccounts/";

    /// <summary>Stands in for one that is wrong, and has been reported.</summary>
    public static ServiceAccount None { get; } = new("", null);

    public string Name => Prefix + Email;

    /// <summary>Reads <c>serviceAccount</c>; null where it is absent.</summary>
    public static ServiceAccount? Read(ConfigSection section)
    {
        if (section.OptionalText("serviceAccount") is not { Length: > 0 } email) return section.Has("serviceAccount") ? None : null;
        if (IsEmail(email)) return new ServiceAccount(email, Project().Match(email).Groups["id"] is { Success: true } id ? id.Value : null);
        section.Report(ConfigCodes.InvalidValue, "serviceAccount", "this must be a service account's e-mail address: NAME@PROJECT.iam.gserviceaccount.com");
        return None;
    }

    public static bool IsEmail(string text) => EmailForm().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,127}@(?:[a-z0-9-]{1,63}\.){1,8}gserviceaccount\.com\z", RegexOptions.CultureInvariant)]
    private static partial Regex EmailForm();

    // Those that begin with gcp-sa- are Google's.
    [GeneratedRegex(@"@(?<id>(?!gcp-sa-)[a-z][a-z0-9-]{4,28}[a-z0-9])\.iam\.gserviceaccount\.com\z", RegexOptions.CultureInvariant)]
    private static partial Regex Project();
}
