using System.Globalization;
using System.Text.RegularExpressions;
using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;

namespace Voidkey.Providers.GitHubApp;

/// <summary>Mints installation tokens of a GitHub App, narrowed to repositories and permissions. The app's key is the one secret, in a file; GitHub is not shown the broker's token.</summary>
public sealed partial class GitHubAppProvider(OutboundHttp http, TimeProvider time) : IAccessProvider
{
    private const string GitHub = "https://api.github.com";
    private const int MaxRepositories = 100;

    public string Type => "github-app";

    public BindKey Bind(ConfigSection provider)
    {
        var appId = provider.Text("appId");
        if (appId.Length > 0 && !AppIdForm().IsMatch(appId)) provider.Report(ConfigCodes.InvalidValue, "appId", "this must be the app's client id, or its number in quotes");
        var key = provider.SigningKey("privateKeyFile");
        if (key is null && !provider.Has("privateKeyFile")) provider.Report(ConfigCodes.Missing, null, "'privateKeyFile' is missing: the app's key, in PEM");

        var api = provider.Url("apiUrl") ?? new Uri(GitHub);
        var github = new CloudCall(InstallationToken.Dialect, http.Trusting(provider.CertificateAuthorities("caFile")));
        var app = new GitHubAppIdentity(appId, key, time);
        var installation = InstallationId(provider);
        return key => BindKey(key, github, app, api, installation);
    }

    private InstallationToken BindKey(ConfigSection key, CloudCall github, GitHubAppIdentity app, Uri api, int? defaultInstallation)
    {
        var installation = InstallationId(key) ?? defaultInstallation;
        if (installation is null && !key.Has("installationId")) key.Report(ConfigCodes.Missing, null, "'installationId' is missing, and the provider has none either");
        var url = new Uri($"{api.AbsoluteUri.TrimEnd('/')}/app/installations/{(installation ?? 0).ToString(CultureInfo.InvariantCulture)}/access_tokens");
        return new InstallationToken(github, app, url, Repositories(key), Permissions(key), time);
    }

    private static int? InstallationId(ConfigSection section) => section.Has("installationId") ? section.WholeNumber("installationId", 0, 1, int.MaxValue) : null;

    private static IReadOnlyList<string> Repositories(ConfigSection key)
    {
        if (!key.Has("repositories")) key.Report(ConfigCodes.Missing, null, "'repositories' is missing: a token for all of an installation is no scoped credential");
        var names = key.TextList("repositories") ?? [];
        foreach (var name in names.Where(static name => !RepositoryForm().IsMatch(name)))
            key.ReportEntry(ConfigCodes.InvalidValue, "repositories", name, $"{key.Quote("repositories", name)} is no name of a repository; write it without its owner");
        if (names.Count > MaxRepositories) key.Report(ConfigCodes.OutOfRange, "repositories", $"a key has {MaxRepositories} repositories at most");
        return names;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Permissions(ConfigSection key)
    {
        if (key.Section("permissions") is not { } section)
        {
            if (!key.Has("permissions")) key.Report(ConfigCodes.Missing, null, "'permissions' is missing: without it the token would have all that the app has");
            return [];
        }

        var permissions = new List<KeyValuePair<string, string>>();
        foreach (var name in section.MemberNames)
        {
            if (!PermissionForm().IsMatch(name)) section.Report(ConfigCodes.InvalidValue, name, "a permission's name has small letters and '_', as GitHub writes it in its API");
            if (section.Choice(name, "read", "write", "admin") is { } access) permissions.Add(new(name, access));
        }

        if (permissions.Count == 0 && !section.MemberNames.Any()) key.Report(ConfigCodes.InvalidValue, "permissions", "this names no permission");
        return permissions;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9.]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AppIdForm();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RepositoryForm();

    [GeneratedRegex(@"\A[a-z_]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PermissionForm();
}
