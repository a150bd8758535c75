using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Lint;
using Voidkey.Providers;
using Voidkey.Server.Tests.Conventions;
using Voidkey.Testing;

namespace Voidkey.Server.Tests.Schema;

/// <summary>Good configurations in which every member stands, each on a line of its own, and the folder they are loaded from.</summary>
internal sealed class EveryMember : IDisposable
{
    /// <summary>Their secret, which nothing may tell.</summary>
    public const string Secret = "canary-every-member-0c7e9b5f1d";

    private static readonly string Home = Path.Combine(Source.Root, "tests", "Voidkey.Server.Tests", "Schema");
    private readonly OutboundHttp _http = new(new FakeNetwork());

    public EveryMember()
    {
        foreach (var file in Directory.EnumerateFiles(Home).Where(static file => Path.GetExtension(file) is ".json" or ".pem" or ".jwt")) File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        foreach (var key in new[] { Write("app.key", SigningKey.Create().PrivateKeyPem().Reveal()), Write("hmac.key", "00112233445566778899aabbccddeeff\n") })
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        BrokerFiles.WriteTo(Folder);
    }

    /// <summary>All but what cannot stand beside it.</summary>
    public static string Text { get; } = File.ReadAllText(Path.Combine(Home, "every-member.yaml"));

    /// <summary>That, and what cannot stand beside it in another.</summary>
    public static IReadOnlyList<string> Texts { get; } = [Text, .. new[] { "other-members.yaml", "client-certificate.yaml", "token-files.yaml" }.Select(static name => File.ReadAllText(Path.Combine(Home, name)))];

    public string Folder { get; } = Directory.CreateTempSubdirectory("voidkey-schema-").FullName;

    /// <summary>Writes it under a name of its own, for a process to read.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>What looks wrong in one that works.</summary>
    public IReadOnlyList<ConfigProblem> FindingsOf(string text) =>
        ConfigLint.Check(Write("config.yaml", text), new ConfigEnvironment(new Dictionary<string, string>()), BuiltInProviders.Create(_http, TimeProvider.System), DateTimeOffset.UnixEpoch).Findings;

    public LoadedConfig Load(string text, params (string Name, string Value)[] environment) =>
        ConfigLoader.Load(Write("config.yaml", text), new ConfigEnvironment(environment.ToDictionary(static one => one.Name, static one => one.Value)), BuiltInProviders.Create(_http, TimeProvider.System));

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
