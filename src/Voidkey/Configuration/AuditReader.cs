using Voidkey.Audit;
using Voidkey.BrokerIdentity;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Identity;

namespace Voidkey.Configuration;

/// <summary>Reads <c>audit</c>.</summary>
internal static class AuditReader
{
    private const int MostClaims = 20;

    private static readonly string[] Rotate = ["rotate"];
    private static readonly string[] Posted = ["url", "caFile", "tokenFile", "allowInsecureHttp"];

    public static IReadOnlyList<AuditSinkSettings> ReadSinks(ConfigSection audit)
    {
        // Of the platform: what looks at a token's file looks at it by the clock on the wall.
        var sinks = audit.Sections("sinks").Select(static sink => ReadSink(sink, TimeProvider.System)).ToArray();
        if (audit.Has("sinks") && sinks.Length == 0 && !audit.HasProblem("sinks")) audit.Report(ConfigCodes.Unsafe, "sinks", "without a sink nothing would be recorded; remove the member to record to standard output");
        if (sinks.GroupBy(static sink => sink.Webhook?.Url.OriginalString ?? sink.Path, StringComparer.Ordinal).Any(static group => group.Count() > 1)) audit.Report(ConfigCodes.Duplicate, "sinks", "two sinks write to the same place");
        return sinks.Length > 0 ? sinks : [new AuditSinkSettings(null, AuditSinkSettings.DefaultTimeout)];
    }

    public static IReadOnlyList<ClaimPath> ReadClaims(ConfigSection audit)
    {
        var claims = new List<ClaimPath>();
        foreach (var name in audit.TextList("claims") ?? [])
        {
            if (ClaimPath.Parse(name) is { } claim) claims.Add(claim);
            else audit.ReportEntry(ConfigCodes.InvalidValue, "claims", name, "this must be a claim's name or a JSON pointer such as /realm_access/roles; '~' is written ~0, '/' within a name ~1");
        }

        if (claims.Count > MostClaims) audit.Report(ConfigCodes.OutOfRange, "claims", $"{MostClaims} claims may be recorded at most: a record stays a line");
        return claims;
    }

    /// <summary>Read once: a key that is replaced counts from the next reload on.</summary>
    public static RecordSigner? ReadSigner(ConfigSection audit)
    {
        if (NamedFile.PathOf(audit, "signingKeyFile") is not { } path) return null;

        NamedFile.WarnIfExposed(audit, "signingKeyFile", path);
        return Read(audit, "signingKeyFile", path, static content => RecordSigner.Read(content));
    }

    /// <summary>Read once too.</summary>
    public static Pseudonyms? ReadPseudonyms(ConfigSection audit)
    {
        if (NamedFile.PathOf(audit, "hmacKeyFile") is not { } path) return null;

        NamedFile.WarnIfExposed(audit, "hmacKeyFile", path);
        return Read(audit, "hmacKeyFile", path, static content => Pseudonyms.Read(content));
    }

    private static T? Read<T>(ConfigSection audit, string name, string path, Func<byte[], Fetched<T>> read)
        where T : class
    {
        return NamedFile.Content<T>(audit, (name, path), null, () => FileContent<T>.ReadOnce([path], Found));

        Fetched<T> Found(IReadOnlyList<byte[]> contents)
        {
            var (value, fault) = read(contents[0]);
            return new(value, value is null ? $"{path}: {fault}" : "");
        }
    }

    private static AuditSinkSettings ReadSink(ConfigSection sink, TimeProvider time)
    {
        var type = sink.Choice("type", "stdout", "file", "webhook");
        if (!sink.Has("type")) sink.Report(ConfigCodes.Missing, null, "'type' is missing: stdout, file or webhook");

        var timeout = sink.Duration("timeout") ?? AuditSinkSettings.DefaultTimeout;
        if (timeout > TimeSpan.FromSeconds(5)) sink.Report(ConfigCodes.OutOfRange, "timeout", "a grant may wait 5 seconds at most");
        var settings = new AuditSinkSettings(ReadPath(sink, type), timeout)
        {
            Webhook = type == "webhook" ? ReadWebhook(sink, time) : null,
            Rotation = type == "file" && sink.Section("rotate") is { } rotate ? ReadRotation(rotate) : null,
        };

        // What another type has is known, and said by its name; of a sink without a type it is not known whether it has it.
        foreach (var name in type switch { "webhook" => Rotate, "file" => Posted, _ => [.. Rotate, .. Posted] })
        {
            if (sink.Has(name) && type is not null) sink.Report(ConfigCodes.Conflict, name, $"a {type} sink has no '{name}'");
        }

        sink.Close(all: true);
        return settings;
    }

    private static string? ReadPath(ConfigSection sink, string? type)
    {
        var path = sink.OptionalText("path");
        if (type == "file" && path is null) sink.Report(ConfigCodes.Missing, null, "'path' is missing: a file sink needs one");
        if (type == "stdout" && path is not null) sink.Report(ConfigCodes.Conflict, "path", "standard output has no path; say type: file");
        if (type == "webhook" && path is not null) sink.Report(ConfigCodes.Conflict, "path", "a webhook has no path but its url's");
        return path;
    }

    private static Webhook? ReadWebhook(ConfigSection sink, TimeProvider time)
    {
        var url = sink.Url("url");
        if (!sink.Has("url")) sink.Report(ConfigCodes.Missing, null, "'url' is missing: a webhook sink needs one");
        var (anchors, bearer) = (sink.CertificateAuthorities("caFile"), sink.TokenFile("tokenFile", time));
        sink.Flag("allowInsecureHttp", false);
        return url is null ? null : new Webhook(url, anchors, bearer);
    }

    private static FileRotation ReadRotation(ConfigSection rotate)
    {
        var megabytes = rotate.WholeNumber("megabytes", fallback: 0, minimum: 1, maximum: 100_000);
        var every = rotate.Duration("every");
        var keep = rotate.WholeNumber("keep", fallback: 0, minimum: 1, maximum: 10_000);
        if (megabytes == 0 && every is null && !rotate.HasProblem("megabytes") && !rotate.HasProblem("every")) rotate.Report(ConfigCodes.Missing, null, "'megabytes' or 'every' is missing: without either nothing is rotated");
        if (every < TimeSpan.FromMinutes(1)) rotate.Report(ConfigCodes.OutOfRange, "every", "this must be a minute at least");
        rotate.Close();
        return new FileRotation(megabytes > 0 ? megabytes * 1_000_000L : null, every, keep > 0 ? keep : null);
    }
}
