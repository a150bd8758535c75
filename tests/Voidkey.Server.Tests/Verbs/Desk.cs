using Voidkey.Configuration;
using Voidkey.Server.Hosting;
using Voidkey.Server.Verbs;
using Xunit;

namespace Voidkey.Server.Tests.Verbs;

/// <summary>A folder with configurations, and the commands that look at them.</summary>
internal sealed class Desk : IDisposable
{
    public const string Head =
        """
        brokerIdp: { issuer: https://idp.example.test, audience: sts, clientId: voidkey, clientSecret: "${BROKER_SECRET}" }
        clientIdps: [ { name: ci, issuer: https://ci.example.test, audience: voidkey } ]
        accessProviders: [ { name: aws, type: aws-sts, region: eu-central-1 } ]
        clientIdentities:
          - { name: main, idp: ci, match: { ref: refs/heads/main }, keys: { AWS_DEPLOY: { provider: aws, roleArn: "arn:aws:iam::123456789012:role/Deploy" } } }

        """;

    public const string Passing = "{ name: passes, idp: ci, claims: { sub: x, ref: refs/heads/main }, allow: [AWS_DEPLOY] }";
    public const string Failing = "{ name: fails, idp: ci, claims: { sub: x, ref: refs/heads/dev }, allow: [AWS_DEPLOY] }";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("voidkey-verbs-");

    public string Folder => _folder.FullName;

    public string this[string name] => Path.Combine(Folder, name);

    public static string With(params string[] tests) => $"{Head}tests: [ {string.Join(", ", tests)} ]\n";

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Runs <c>test</c> or <c>diff</c>.</summary>
    public (int Exit, string Output, string Errors) Run(params string[] args) => Run([("BROKER_SECRET", "x")], args);

    public (int Exit, string Output, string Errors) Run((string Name, string Value)[] environment, params string[] args)
    {
        Assert.True(ServerArguments.TryParse(args, out var arguments, out var fault), fault);
        var (output, errors) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var variables = new ConfigEnvironment(environment.ToDictionary(static one => one.Name, static one => one.Value, StringComparer.Ordinal));
        var time = Standstill.June;
        var exit = arguments.Test is { } test ? new TestCommand(output, errors, variables, ProviderTypes.BuiltIn, time).Run(test) : new DiffCommand(output, errors, variables, ProviderTypes.BuiltIn, time).Run(arguments.Diff!);
        return (exit, output.ToString().Replace($"{Folder}/", "", StringComparison.Ordinal), errors.ToString().Replace($"{Folder}/", "", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
