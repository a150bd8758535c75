using System.Text.RegularExpressions;
using Voidkey.Configuration;

namespace Voidkey.Providers.Gcp;

/// <summary>The settings that the keys and the provider have in common.</summary>
internal static partial class GcpSettings
{
    /// <summary>All that the principal may do: what narrows it are its roles (Google, "OAuth 2.0 scopes for Google APIs"). The same in every universe.</summary>
    public const string CloudPlatform = "https://www.googleapis.com/auth/cloud-platform";

    // What a user's sign-in asks for; all other scopes of Google's are URLs.
    private static readonly string[] SignIn = ["openid", "email", "profile"];

    /// <summary>Reads <c>universeDomain</c>: <c>googleapis.com</c>, unless said.</summary>
    public static string UniverseDomain(ConfigSection provider)
    {
        if (provider.OptionalText("universeDomain") is not { Length: > 0 } domain) return "googleapis.com";
        if (!DomainForm().IsMatch(domain)) provider.Report(ConfigCodes.InvalidValue, "universeDomain", "this must be a domain, such as googleapis.com");
        return domain;
    }

    /// <summary>Checks an endpoint, to which each call adds its path.</summary>
    /// <returns>Without a slash at its end.</returns>
    public static string Endpoint(ConfigSection provider, string name, Uri url)
    {
        if (url.Query.Length > 0 || url.Segments.Any(static segment => segment.TrimEnd('/') == "v1"))
            provider.Report(ConfigCodes.InvalidValue, name, "this must end before '/v1', which is added, and have no '?'");
        return url.GetLeftPart(UriPartial.Path).TrimEnd('/');
    }

    /// <summary>Reads <c>scopes</c>: <see cref="CloudPlatform"/>, unless said.</summary>
    public static IReadOnlyList<string> Scopes(ConfigSection key)
    {
        var scopes = key.TextList("scopes") ?? [CloudPlatform];
        foreach (var scope in scopes.Where(static scope => !ScopeForm().IsMatch(scope) && !SignIn.Contains(scope, StringComparer.Ordinal)))
            key.ReportEntry(ConfigCodes.InvalidValue, "scopes", scope, $"a scope is a URL, such as {CloudPlatform}; write each as an entry of its own");
        return scopes;
    }

    /// <summary>Reads <c>delegates</c>, each as IAM names it: <c>projects/-/serviceAccounts/EMAIL</c>.</summary>
    public static IReadOnlyList<string> Delegates(ConfigSection key)
    {
        var delegates = new List<string>();
        foreach (var text in key.TextList("delegates") ?? [])
        {
            var email = text.StartsWith(ServiceAccount.Prefix, StringComparison.Ordinal) ? text[ServiceAccount.Prefix.Length..] : text;
            if (!ServiceAccount.IsEmail(email)) key.ReportEntry(ConfigCodes.InvalidValue, "delegates", text, $"{key.Quote("delegates", text)} is no service account's e-mail address");
            delegates.Add(ServiceAccount.Prefix + email);
        }

        return delegates;
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){1,8}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DomainForm();

    [GeneratedRegex(@"\Ahttps://[!#-\[\]-~]{1,500}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScopeForm();
}
