using Voidkey.Http;

namespace Voidkey.Configuration;

/// <summary>The URLs of one section, and the authorities beside them.</summary>
internal sealed class SectionUrls(ConfigSection section)
{
    private readonly List<(string Name, Uri Url)> _urls = [];
    private readonly List<string> _authorities = [];

    public Uri? Read(string name)
    {
        if (section.OptionalText(name) is not { } text || ConfigValue.Url(section, name, text) is not { } url) return null;
        _urls.Add((name, url));
        return url;
    }

    public TrustAnchors? ReadAuthorities(string name)
    {
        _authorities.Add(name);
        return NamedFile.Anchors(section, name);
    }

    /// <summary>Reports authorities that nobody is asked to be vouched for by. Called once, when everything has been read.</summary>
    public void Check()
    {
        if (_urls.Count == 0 || _urls.Exists(static one => one.Url.Scheme == Uri.UriSchemeHttps)) return;
        foreach (var name in _authorities.Where(section.Has))
            section.Report(ConfigCodes.Conflict, name, $"'{_urls[0].Name}' is plain http, where nobody shows a certificate; use https, or remove this");
    }
}
