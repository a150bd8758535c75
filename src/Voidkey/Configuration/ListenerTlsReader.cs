using Voidkey.BrokerIdentity;
using Voidkey.Http;

namespace Voidkey.Configuration;

/// <summary>Reads what the listener shows within TLS, and what it asks of clients.</summary>
internal static class ListenerTlsReader
{
    private const string Certificate = "certificateFile";
    private const string Key = "keyFile";
    private const string ClientAuthorities = "clientCaFile";

    public static ListenerTls? Read(ConfigSection server)
    {
        var (certificate, key) = (NamedFile.PathOf(server, Certificate), NamedFile.PathOf(server, Key));
        var anchors = NamedFile.Anchors(server, ClientAuthorities);
        foreach (var name in new[] { "urls", "managementUrls" })
        {
            foreach (var url in (server.TextList(name) ?? []).Where(static url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)))
            {
                if (!server.Has(Certificate) && !server.Reading.IsStoodFor(url)) server.ReportEntry(ConfigCodes.Missing, name, url, $"https needs '{Certificate}' and '{Key}'");
            }
        }

        if (certificate is null && key is null)
        {
            if (server.Has(ClientAuthorities)) server.Report(ConfigCodes.Conflict, ClientAuthorities, $"clients show a certificate within TLS, and there is no '{Certificate}'");
            return null;
        }

        if (certificate is null || key is null)
        {
            var half = certificate is null ? Certificate : Key;
            if (!server.Has(half)) server.Report(ConfigCodes.Missing, null, $"'{half}' is missing: a certificate and its private key are '{Certificate}' and '{Key}'; one file may hold both");
            return null;
        }

        NamedFile.WarnIfExposed(server, Key, key);
        var first = NamedFile.Content(server, (Certificate, certificate), (Key, key), () => FileContent<KeyedCertificate>.ReadOnce([certificate, key], Read));
        return new ListenerTls(certificate, key, anchors, new FileContent<KeyedCertificate>([certificate, key], Read, first));

        Fetched<KeyedCertificate> Read(IReadOnlyList<byte[]> contents) => KeyedCertificate.Read((certificate, contents[0]), (key, contents[1]));
    }
}
