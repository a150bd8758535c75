using System.Diagnostics.CodeAnalysis;
using Voidkey.Access;
using Voidkey.Http;

namespace Voidkey.Configuration;

/// <summary>Reads one mapping of the configuration, strictly: what is never asked for is an unknown member.</summary>
/// <remarks>
/// Every method that finds something wrong reports it with its position and returns a harmless stand-in, so that reading goes on
/// and all problems are seen at once. Nothing that was read is used when there is any.
/// </remarks>
public sealed class ConfigSection
{
    private readonly ConfigMapping _mapping;
    private readonly ConfigReading _reading;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConfigSection> _nested = new(StringComparer.Ordinal);
    private bool _isClosed;
    private readonly SectionUrls _urls;

    internal ConfigSection(ConfigMapping mapping, string path, ConfigReading reading) => (_mapping, Path, _reading, _urls) = (mapping, path, reading, new SectionUrls(this));

    /// <summary>Where this section stands, for example <c>accessProviders[0]</c>; empty for the whole file.</summary>
    public string Path { get; }

    internal ConfigPosition Position => _mapping.Position;

    /// <summary>A text that must be there and not be empty.</summary>
    public string Text(string name) => OptionalText(name) ?? Miss(name);

    /// <summary>A text that is not empty, or null where the member is absent.</summary>
    public string? OptionalText(string name) =>
        Scalar(name) is { } value && ConfigValue.Text(this, name, value) is { } text ? NotEmpty(name, text) : null;

    /// <summary>A secret text that must be there and not be empty.</summary>
    public Secret Secret(string name) => OptionalSecret(name) ?? new Secret(Miss(name));

    /// <summary>A secret text, or null where the member is absent.</summary>
    public Secret? OptionalSecret(string name)
    {
        if (Find(name) is { } member) _reading.Secrets.Add(member.Value);
        return OptionalText(name) is { } text ? new Secret(text) : null;
    }

    /// <summary><c>true</c> or <c>false</c>, without quotes.</summary>
    public bool Flag(string name, bool fallback) => Scalar(name) is { } value ? ConfigValue.Flag(this, name, value) ?? fallback : fallback;

    /// <summary>A whole number between <paramref name="minimum"/> and <paramref name="maximum"/>, both included.</summary>
    public int WholeNumber(string name, int fallback, int minimum, int maximum) =>
        Scalar(name) is { } value ? ConfigValue.WholeNumber(this, name, value, minimum, maximum) ?? fallback : fallback;

    /// <summary>A list of such numbers; null where the member is absent.</summary>
    public IReadOnlyList<int>? WholeNumbers(string name, int minimum, int maximum) => Find(name) is { } member ? ConfigValue.WholeNumbers(this, name, member.Value, minimum, maximum) : null;

    /// <summary>An integer (seconds) or <c>30s</c>, <c>15m</c>, <c>1h</c>; at least one second. Null where the member is absent.</summary>
    public TimeSpan? Duration(string name) => Duration(name, minimumSeconds: 1);

    internal double Ratio(string name, double fallback) => Scalar(name) is { } value ? ConfigValue.Ratio(this, name, value) ?? fallback : fallback;

    internal TimeSpan? Duration(string name, int minimumSeconds) => Scalar(name) is { } value ? ConfigValue.Duration(this, name, value, minimumSeconds) : null;

    /// <summary>A list of texts; null where the member is absent.</summary>
    public IReadOnlyList<string>? TextList(string name) => Find(name) is { } member ? ConfigValue.TextList(this, name, member.Value, orText: false) : null;

    /// <summary>A text, or a list of texts; null where the member is absent.</summary>
    public IReadOnlyList<string>? TextOrList(string name) => Find(name) is { } member ? ConfigValue.TextList(this, name, member.Value, orText: true) : null;

    /// <summary>One of a few words; null where the member is absent.</summary>
    public string? Choice(string name, params ReadOnlySpan<string> choices) => ConfigValue.Choice(this, name, choices);

    /// <summary>An absolute URL that is safe to send something secret to; null where the member is absent.</summary>
    /// <remarks>https; or http to this machine; or http where the section says <c>allowInsecureHttp: true</c>. No user, no fragment.</remarks>
    public Uri? Url(string name) => _urls.Read(name);

    /// <summary>A text that may have claims of the caller in it, as <c>${claim:name}</c>; null where the member is absent.</summary>
    /// <remarks>Only for what cannot widen what the caller may have: what he gets is never for his token to say.</remarks>
    public ClaimTemplate? Template(string name)
    {
        if (Scalar(name) is not { } value || ConfigValue.Template(this, name, value) is not { } template) return null;
        NotEmpty(name, template.Fixed);
        return template;
    }

    /// <summary>A JSON policy as text or as a YAML mapping, made JSON without blanks; claims may stand within its texts. Null where the member is absent.</summary>
    /// <remarks>Our substitutions are resolved; any other <c>${x:y}</c> is the cloud's own and stays.</remarks>
    public ClaimTemplate? PolicyTemplate(string name) => Find(name) is { } member ? new PolicyReader(this, name).Read(member.Value) : null;

    /// <summary>The members of a mapping that becomes part of a request to a cloud, in its order; empty where the member is absent.</summary>
    public IReadOnlyList<KeyValuePair<string, RequestTemplate>> RequestTemplates(string name, RequestPart part) => new RequestTemplateReader(this, name, part).Read();

    /// <summary>The certificate authorities in a PEM file, for <see cref="OutboundHttp.Trusting"/>; null where the member is absent.</summary>
    /// <remarks>Certificates and nothing else, at least one of which is a root. Read once; at most 1 MiB. An error where every URL of the section is plain http.</remarks>
    public TrustAnchors? CertificateAuthorities(string name) => _urls.ReadAuthorities(name);

    /// <summary>A token in a file that somebody else keeps fresh; null where the member is absent.</summary>
    public TokenFile? TokenFile(string name, TimeProvider time) => NamedFile.Token(this, name, time);

    /// <summary>A private key in a PEM file that may be replaced at any time; null where the member is absent.</summary>
    public SigningKeyFile? SigningKey(string name) => NamedFile.SigningKey(this, name);

    /// <summary>A nested section; null where the member is absent and no environment variable sets anything in it.</summary>
    public ConfigSection? Section(string name) => Find(name) is { } member
        ? HasValue(name, member) ? AsSection(member.Value, PathOf(name)) : null
        : _reading.Environment.SetsBelow(PathOf(name)) ? Empty(name) : null;

    /// <summary>A nested section, empty where the member is absent: its settings may still come from the environment.</summary>
    public ConfigSection SectionOrEmpty(string name) => Section(name) ?? Empty(name);

    /// <summary>A list of sections, empty where the member is absent.</summary>
    public IReadOnlyList<ConfigSection> Sections(string name)
    {
        if (Find(name) is not { } member || !HasValue(name, member)) return [];
        if (member.Value is not ConfigSequence sequence)
        {
            Report(ConfigCodes.InvalidValue, name, "this must be a list; begin each entry with '- '");
            return [];
        }

        return [.. sequence.Items.Select((item, i) => AsSection(item, $"{PathOf(name)}[{i}]")).OfType<ConfigSection>()];
    }

    /// <summary>A mapping of sections in the order of the file, empty where the member is absent.</summary>
    public IReadOnlyList<KeyValuePair<string, ConfigSection>> NamedSections(string name) =>
        [.. Entries(name).Select(entry => KeyValuePair.Create(entry.Name, AsSection(entry.Value, $"{PathOf(name)}.{entry.Name}")))
            .Where(static entry => entry.Value is not null).Select(static entry => KeyValuePair.Create(entry.Key, entry.Value!))];

    /// <summary>Reports something wrong with a member, or with the section where <paramref name="name"/> is null.</summary>
    public void Report(string code, string? name, string message) => _reading.Problems.Report(code, PositionOf(name), PathOf(name), message);

    /// <summary>Reports something that works, but should be looked at.</summary>
    public void Warn(string code, string? name, string message) => _reading.Problems.Warn(code, PositionOf(name), PathOf(name), message);

    /// <summary>True where the member is written, or set by an environment variable.</summary>
    public bool Has(string name) => Find(name) is not null || Overridden(name) is not null;

    /// <summary>A value as a message may show it: as it is written. What came out of a substitution may be a secret in the wrong place, and reads <c>'${…}'</c>.</summary>
    public string Quote(string name, string text) => IsWritten(name, text) ? $"'{text}'" : "'${…}'";

    /// <summary>Reports something wrong with one entry of a list of texts.</summary>
    public void ReportEntry(string code, string name, string entry, string message) => _reading.Problems.Report(code, PositionOfEntry(name, entry), PathOf(name), message);

    /// <summary>The same where it works, but should be looked at.</summary>
    internal void WarnEntry(string code, string name, string entry, string message) => _reading.Problems.Warn(code, PositionOfEntry(name, entry), PathOf(name), message);

    internal ConfigReading Reading => _reading;
    internal ConfigNode? Node(string name) => Find(name) is { Value: not ConfigScalar { IsNull: true } } member ? member.Value : null;

    /// <summary>The members in the order of the file, for a mapping whose names are free.</summary>
    public IEnumerable<string> MemberNames => _mapping.Members.Select(static member => member.Name);

    /// <summary>Some of its members as they are written, in one form whatever their order and quotes.</summary>
    internal string AsWritten(Func<string, bool> isWanted) => ConfigText.Of(new ConfigMapping(Position, [.. _mapping.Members.Where(member => isWanted(member.Name))]));

    /// <summary>What the section says, its secrets left out. Complete once everything has been read.</summary>
    internal ConfigOutline Outline() => ConfigOutline.Of(_mapping, _reading.Secrets);

    /// <summary>True where this member, or something in it, has been reported as wrong.</summary>
    public bool HasProblem(string name) => _reading.Problems.AnyBelow(PathOf(name));

    internal IReadOnlyList<ConfigMember> Entries(string name)
    {
        if (Find(name) is not { } member || !HasValue(name, member)) return [];
        if (member.Value is ConfigMapping mapping) return mapping.Members;
        Report(ConfigCodes.InvalidValue, name, "this must be a mapping of names");
        return [];
    }

    /// <summary>Reports the members that nobody asked for. Called when everything has been read.</summary>
    /// <param name="all">Also those of the sections in it: what a provider reads is its own business, but nothing there may pass unread.</param>
    internal void Close(bool all = false)
    {
        if (!_isClosed) _urls.Check();
        foreach (var member in _isClosed ? [] : _mapping.Members.Where(member => !_asked.Contains(member.Name)))
            _reading.Problems.Report(ConfigCodes.UnknownMember, member.Position, PathOf(member.Name), $"there is no such member here{DidYouMean.Suggest(member.Name, _asked)}");
        _isClosed = true;
        foreach (var section in all ? _nested.Values : Enumerable.Empty<ConfigSection>()) section.Close(all);
    }

    internal ConfigPosition PositionOf(string? name) =>
        name is null ? Position : Overridden(name)?.Position ?? _mapping.Find(name)?.Value.Position ?? Position;

    private ConfigPosition PositionOfEntry(string name, string entry) => Written(name).FirstOrDefault(scalar => scalar.Text == entry)?.Position ?? PositionOf(name);

    internal string PathOf(string? name) => name is null ? Path : Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>The scalar of a member, an environment variable's value before the file's.</summary>
    private ConfigScalar? Scalar(string name)
    {
        var member = Find(name);
        if (Overridden(name) is { } set) return set;
        if (member is null || !HasValue(name, member)) return null;
        if (member.Value is ConfigScalar scalar) return scalar;
        Report(ConfigCodes.InvalidValue, name, "this must be a single value, not a list or a mapping");
        return null;
    }

    private ConfigScalar? Overridden(string name)
    {
        if (_reading.Environment.Override(PathOf(name)) is not { } set) return null;
        _reading.Overrides.Add(set.Name);
        return new ConfigScalar(new ConfigPosition($"environment {set.Name}", 0, 0), set.Value, isPlain: true);
    }

    private bool IsWritten(string name, string text) => (Overridden(name) is { } set ? [set] : Written(name)).Any(scalar => scalar.Text == text);

    private IEnumerable<ConfigScalar> Written(string name) => Find(name)?.Value switch
    {
        ConfigScalar scalar => [scalar],
        ConfigSequence sequence => sequence.Items.OfType<ConfigScalar>(),
        _ => [],
    };

    private ConfigMember? Find(string name)
    {
        _asked.Add(name);
        return _mapping.Find(name);
    }

    [return: NotNullIfNotNull(nameof(text))]
    private string? NotEmpty(string name, string? text)
    {
        if (text is null || !string.IsNullOrWhiteSpace(text)) return text;
        Report(ConfigCodes.InvalidValue, name, "this must not be empty");
        return "";
    }

    // A name with nothing behind it is a section that lost its content, and may have been a restriction.
    private bool HasValue(string name, ConfigMember member)
    {
        if (member.Value is not ConfigScalar { IsNull: true }) return true;
        Report(ConfigCodes.InvalidValue, name, "this has no value; give it one, or remove the member");
        return false;
    }

    private string Miss(string name)
    {
        // A member that is there and wrong has been reported already.
        if (!Has(name)) Report(ConfigCodes.Missing, null, $"'{name}' is missing");
        return "";
    }

    private ConfigSection Empty(string name) => new(new ConfigMapping(Position, []), PathOf(name), _reading);

    private ConfigSection? AsSection(ConfigNode node, string path)
    {
        if (node is ConfigMapping mapping) return _nested.TryGetValue(path, out var known) ? known : _nested[path] = new ConfigSection(mapping, path, _reading);
        _reading.Problems.Report(ConfigCodes.InvalidValue, node.Position, path, "this must be a mapping of members");
        return null;
    }
}
