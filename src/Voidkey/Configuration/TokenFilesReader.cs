using Voidkey.BrokerIdentity;

namespace Voidkey.Configuration;

/// <summary>Reads <c>brokerIdp.tokenFile</c> and <c>tokenFiles</c>: the files that hold the broker's own token, one for each audience.</summary>
internal static class TokenFilesReader
{
    public static TokenFiles Read(ConfigSection section, string? audience)
    {
        var issuer = section.OptionalText("issuer");
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        if (NamedFile.PathOf(section, "tokenFile") is { } path)
        {
            paths[audience ?? ""] = path;
            Check(section, "tokenFile", path, audience ?? "", issuer);
        }

        if (section.Section("tokenFiles") is { } files)
        {
            foreach (var name in files.MemberNames) Add(files, name, paths, issuer);
            files.Close();
        }

        return new TokenFiles(paths, issuer);
    }

    private static void Add(ConfigSection files, string audience, Dictionary<string, string> paths, string? issuer)
    {
        if (NamedFile.PathOf(files, audience) is not { } path) return;
        if (!paths.TryAdd(audience, path)) files.Report(ConfigCodes.Duplicate, audience, "'tokenFile' has the token for this audience already, which is 'audience'; remove one of them");
        else Check(files, audience, path, audience, issuer);
    }

    private static void Check(ConfigSection section, string name, string path, string audience, string? issuer) =>
        NamedFile.Content(section, (name, path), null, () => TokenFileSource.ReadOnce(path, audience, issuer));
}
