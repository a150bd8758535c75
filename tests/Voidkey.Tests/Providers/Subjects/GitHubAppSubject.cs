using Voidkey.Providers.GitHubApp;
using Voidkey.Testing;
using Voidkey.Testing.Conformance;

namespace Voidkey.Tests.Providers.Subjects;

/// <summary>The <c>github-app</c> provider and an API of GitHub for it.</summary>
internal static class GitHubAppSubject
{
    private const string Url = "https://api.github.example.test/app/installations/42/access_tokens";
    private static readonly SigningKey Key = SigningKey.Create();

    public static ProviderUnderTest Subject { get; } = new()
    {
        Provider = static (http, time) => new GitHubAppProvider(http, time),
        Settings = $"apiUrl: 'https://api.github.example.test', appId: Iv23liEXAMPLE, privateKeyFile: '{KeyFile()}', installationId: 42",
        Key = "repositories: [app, tools], permissions: { contents: read, pull_requests: write }",
        Hops = [Hop(TimeSpan.FromHours(1))],
        Expired = Hop(TimeSpan.FromSeconds(-1)),
        HonoursLifetime = false,
    };

    private static CloudHop Hop(TimeSpan lifetime) => new(Url, (request, _) =>
        new FakeGitHub("Iv23liEXAMPLE", Key, TimeProvider.System) { Lifetime = lifetime }.Install(42, ["app", "tools", "other"], ("contents", "write"), ("pull_requests", "write")).AnswerAsync(request, CancellationToken.None));

    private static string KeyFile()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("voidkey-github-").FullName, "app.pem");
        File.WriteAllText(file, Key.PrivateKeyPem().Reveal());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}
