namespace Voidkey.Cli.Login;

/// <summary>Which grant a login uses: the broker's order, as far as the issuer offers it and this machine can.</summary>
internal static class FlowChoice
{
    public const string AuthorizationCode = "authorization_code";
    public const string DeviceCode = "device_code";

    /// <param name="wantsDevice">Whether <c>--device-code</c> was said.</param>
    /// <param name="hasBrowser">Whether a browser on this machine is there, or meant.</param>
    public static Result<string> Of(LoginTarget target, bool wantsDevice, bool hasBrowser)
    {
        var offered = target.Terms.Flows.Where(flow => flow == AuthorizationCode ? target.Idp.AuthorizationEndpoint is not null : flow == DeviceCode && target.Idp.DeviceAuthorizationEndpoint is not null).ToList();
        if (wantsDevice) return offered.Contains(DeviceCode) ? DeviceCode : LoginFailure.Of($"{target.Key.Idp} offers no device codes here", hint: "voidkey login");
        if (offered.Count == 0) return LoginFailure.Of($"{target.Key.Idp} offers no way to log in that this program knows");
        return !hasBrowser && offered.Contains(DeviceCode) ? DeviceCode : offered[0];
    }
}
