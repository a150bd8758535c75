using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Broker;

/// <summary>Where the broker is. A path prefix is kept, a trailing slash does not matter.</summary>
internal sealed class BrokerUrl
{
    /// <summary>A broker on this machine.</summary>
    public const string Default = "http://localhost:3000";
    private readonly string _prefix;

    private BrokerUrl(Uri uri) => _prefix = uri.GetLeftPart(UriPartial.Path).TrimEnd('/');

    public Uri Of(string path) => new(_prefix + path);

    /// <summary>For messages. It holds no credentials: such URLs are refused.</summary>
    public override string ToString() => _prefix;

    public static Result<BrokerUrl> Read(Invocation invocation)
    {
        var setting = invocation.Find(invocation.Globals.BrokerUrl) ?? new Setting(Default, invocation.Globals.BrokerUrl.Name, null);
        return Problem(setting, invocation.Has(invocation.Globals.InsecureHttp)) is { } problem ? setting.Wrong(problem) : new BrokerUrl(new Uri(setting.Value));
    }

    /// <summary>Why a URL cannot be the broker's, or null.</summary>
    /// <param name="insecure">Whether plain http to another machine is accepted.</param>
    public static string? Problem(Setting setting, bool insecure)
    {
        var text = setting.Value;

        // None of these is ever repeated to the user: what was meant as a password may be in it.
        if (text.Any(c => c is <= ' ' or >= '\x7f' or '\\') || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return $"{setting.Origin} is not a URL like https://voidkey.example.com";
        if (uri.Scheme is not ("https" or "http")) return $"{setting.Origin} must begin with https:// or http://";
        if (text.Contains('@')) return $"{setting.Origin} must not contain a user name or password";
        if (text.Contains('?') || text.Contains('#')) return $"{setting.Origin} must not contain ? or #: it is the base of the broker's URLs";
        return uri.Scheme == "http" && !uri.IsLoopback && !insecure
            ? $"plain http to {uri.Host} would show your token to the network; use https, or accept that with --insecure-http"
            : null;
    }
}
