using System.Globalization;
using Voidkey.Cli.Login;

namespace Voidkey.Cli.Commands;

/// <summary>How somebody wants to log in.</summary>
/// <param name="Idp">Where; null: where the broker has only one.</param>
/// <param name="Flow">One of <see cref="LoginOptions.Flows"/>, and where that stands; null: no file says so, or a flag does.</param>
/// <param name="IsDevice">Whether a flag asks for a device code.</param>
/// <param name="OpensNothing">Whether the person opens the address himself.</param>
/// <param name="MeansBrowser">Whether a flag means a browser on this machine, also where none is seen.</param>
/// <param name="Port">Where the browser comes back to; 0: any port.</param>
internal sealed record LoginWish(Setting? Idp, Setting? Flow, bool IsDevice, bool OpensNothing, bool MeansBrowser, int Port);

/// <summary>The flags of a login, and what stands in for them in configuration files.</summary>
internal sealed class LoginOptions
{
    public const string IdpMember = "login.idp";
    public const string FlowMember = "login.flow";
    public const string PortMember = "login.redirect_port";

    public static readonly IReadOnlyList<string> Flows = ["auto", FlowChoice.Browser, FlowChoice.Device];

    private readonly ValueOption _idp = new("--idp", "NAME", "where, if the broker has several") { Member = "idp", Variables = ["VOIDKEY_IDP"] };
    private readonly Switch _deviceCode = new("--device-code", "with a code, in a browser anywhere");
    private readonly Switch _noBrowser = new("--no-browser", "show the address, open nothing");
    private readonly ValueOption _port = new("--redirect-port", "N", "the port that the browser comes back to");

    public void AddTo(Verb verb)
    {
        verb.Add(_idp);
        verb.Add(_deviceCode);
        verb.Add(_noBrowser);
        verb.Add(_port);
    }

    public Result<LoginWish> Read(Invocation invocation)
    {
        var (device, opensNothing, port) = (invocation.Has(_deviceCode), invocation.Has(_noBrowser), invocation.OnCommandLine(_port));
        if (device && (opensNothing || port is not null)) return invocation.Usage("--device-code opens nothing and listens nowhere, so --no-browser and --redirect-port are not for it");
        if (port is not null && PortOf(port.Value) is null or 0) return port.Wrong($"{port.Origin} is a number from 1 to 65535");

        // Who writes a flag for a browser does not want what a file says for all days.
        var meansBrowser = opensNothing || port is not null;
        var flow = device ? null : invocation.Config.AfterVariables(FlowMember);
        if (meansBrowser && flow?.Value == FlowChoice.Device) flow = null;
        return new LoginWish(IdpOf(invocation), flow, device, opensNothing, meansBrowser, PortOf((port ?? invocation.Config.AfterVariables(PortMember))?.Value ?? "0") ?? 0);
    }

    /// <summary>Null: it is none. 0 stands for any.</summary>
    public static int? PortOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535 ? port : null;

    private Setting? IdpOf(Invocation invocation) =>
        invocation.OnCommandLine(_idp) ?? invocation.Config.BeforeVariables("idp") ?? invocation.InEnvironment("VOIDKEY_IDP") ?? invocation.Config.IdpOfLogins;
}
