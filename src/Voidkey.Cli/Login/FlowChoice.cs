using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Login;

/// <summary>Which grant a login uses: the one that is wanted, else the broker's order, as far as the issuer offers it and this machine can.</summary>
internal static class FlowChoice
{
    public const string AuthorizationCode = "authorization_code";
    public const string DeviceCode = "device_code";

    /// <summary>What files call them.</summary>
    public const string Browser = "browser";
    public const string Device = "device";

    /// <param name="hasBrowser">Whether a browser on this machine is there, or meant.</param>
    public static Result<string> Of(LoginTarget target, LoginWish wish, bool hasBrowser)
    {
        var offered = target.Terms.Flows.Where(flow => flow == AuthorizationCode ? target.Idp.AuthorizationEndpoint is not null : flow == DeviceCode && target.Idp.DeviceAuthorizationEndpoint is not null).ToList();
        if (wish.IsDevice || wish.Flow?.Value == Device) return offered.Contains(DeviceCode) ? DeviceCode : Missing(target, "device codes", wish.Flow, "voidkey login --no-browser");
        if (wish.Flow?.Value == Browser) return offered.Contains(AuthorizationCode) ? AuthorizationCode : Missing(target, "logins that come back to a browser", wish.Flow, "voidkey login --device-code");
        if (offered.Count == 0) return LoginFailure.Of($"{target.Key.Idp} offers no way to log in that this program knows");
        return !hasBrowser && offered.Contains(DeviceCode) ? DeviceCode : offered[0];
    }

    private static Failure Missing(LoginTarget target, string what, Setting? flow, string otherwise) =>
        LoginFailure.Of($"{target.Key.Idp} offers no {what} here", flow is null ? null : $"{flow.Origin} at {flow.Place} asks for them", flow is null ? "voidkey login" : otherwise);
}
