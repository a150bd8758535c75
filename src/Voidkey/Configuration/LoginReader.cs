namespace Voidkey.Configuration;

/// <summary>Reads <c>clientIdps[].login</c>, and says what would keep a login from working.</summary>
internal static class LoginReader
{
    private const int LongestText = 256;

    private static readonly string[] UsualScopes = ["openid", "offline_access"];
    private static readonly string[] KnownFlows = [IdpLogin.AuthorizationCode, IdpLogin.DeviceCode];

    /// <summary>Null where the member is absent: nobody logs in there.</summary>
    public static IdpLogin? Read(ConfigSection idp)
    {
        if (idp.Section("login") is not { } section) return null;

        var clientId = section.Text("clientId");
        if (clientId.Length > LongestText || clientId.Any(static c => c is < ' ' or > '~')) section.Report(ConfigCodes.InvalidValue, "clientId", $"this must be printable ASCII, {LongestText} characters at most");
        var login = new IdpLogin(
            clientId, Scopes(section), Flows(section), section.Choice("prompt", "consent", "login", "select_account"), section.Choice("subjectToken", IdpLogin.IdToken, IdpLogin.AccessToken) ?? IdpLogin.IdToken);
        section.Close();
        return login;
    }

    /// <summary>Reports what lets people log in and then turns them away.</summary>
    public static void Check(ClientIdpConfig idp)
    {
        if (idp.Login is not { } login || idp.Section.HasProblem("login")) return;

        // OIDC Core §2: an ID token is for the client.
        if (login.SubjectTokenKind == IdpLogin.IdToken && idp is { ValidateAudience: true, Audience: { Count: > 0 } audience } && !audience.Contains(login.ClientId, StringComparer.Ordinal))
            idp.Section.Report(ConfigCodes.Conflict, "login", "the ID tokens of this client are for itself, and this IdP's 'audience' does not have it; add it there, or say subjectToken: access_token");

        if (idp.Section.Has("replay"))
            idp.Section.Report(ConfigCodes.Conflict, "login", "who has logged in shows one token until it expires, and 'replay' lets it through so often only; leave one of the two out");
    }

    private static IReadOnlyList<string> Scopes(ConfigSection section)
    {
        if (section.TextList("scopes") is not { } scopes) return UsualScopes;
        foreach (var scope in scopes.Where(static scope => scope.Length is 0 or > LongestText || scope.Any(static c => c is <= ' ' or > '~' or '"' or '\\')))
            section.ReportEntry(ConfigCodes.InvalidValue, "scopes", scope, "this is not a scope (RFC 6749, section 3.3): printable ASCII without blanks");

        if (!scopes.Contains("openid", StringComparer.Ordinal)) section.Report(ConfigCodes.Missing, "scopes", "'openid' must be among them: without it nobody learns who has logged in");
        return scopes;
    }

    private static IReadOnlyList<string> Flows(ConfigSection section)
    {
        if (section.TextList("flows") is not { } flows) return KnownFlows;
        foreach (var flow in flows.Where(static flow => !KnownFlows.Contains(flow, StringComparer.Ordinal)))
            section.ReportEntry(ConfigCodes.InvalidValue, "flows", flow, $"{section.Quote("flows", flow)} is not one of {string.Join(", ", KnownFlows)}{DidYouMean.Suggest(flow, KnownFlows)}");
        return flows;
    }
}
