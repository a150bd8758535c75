using System.CommandLine;
using Voidkey.Cli.CredentialHelpers;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey helper</c>: answers other programs that ask for credentials, each in its own protocol, with one key. It says nothing on stderr when all is well: these programs show it to their users.</summary>
internal sealed class HelperCommand : Verb
{
    private const string ForAws = "credential-process";

    private readonly Argument<string[]> _words = new("TOOL") { Arity = ArgumentArity.ZeroOrMore };
    private readonly HelperOptions _options = new();

    public HelperCommand() : base("helper", "Give credentials to programs that ask for them.")
    {
        Aliases.Add(ForAws);
        Add(_words);
        _options.AddTo(this);
    }

    public override string Usage => "helper TOOL --key KEY [flags]";

    public override IReadOnlyList<string> Examples =>
    [
        "in ~/.aws/config:",
        "  credential_process = voidkey helper aws --key AWS_DEPLOY",
        "in a kubeconfig, as exec:",
        "  voidkey helper kubernetes --key CLUSTER",
        "in a script called docker-credential-voidkey:",
        "  exec voidkey helper docker --key DOCKER --host registry.example.com \"$@\"",
        "as git's credential.https://github.com.helper:",
        "  !voidkey helper git --key REPO --host github.com",
    ];

    public override IReadOnlyList<string> WordsAfter(IReadOnlyList<string> operands) => operands switch
    {
        [] => ["aws", "gcp", "azure", "kubernetes", "docker", "git"],
        ["docker"] => ["get", "store", "erase", "list"],
        ["git"] => ["get", "store", "erase"],
        _ => [],
    };

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (invocation.OnCommandLine(invocation.Globals.Format) is not null) return invocation.Usage("helper has no --output: each tool has its protocol");
        var words = invocation.Parse.GetValue(_words) ?? [];
        if (invocation.Parse.CommandResult.IdentifierToken.Value == ForAws) words = ["aws", .. words];

        if (words is [var tool, ..] && _options.Misplaced(invocation, tool) is { } misplaced) return misplaced;

        return words switch
        {
            ["aws"] => await new AwsCredentialProcess(_options).GetAsync(invocation, ct),
            ["gcp"] => await new GoogleExecutable(_options).GetAsync(invocation, ct),
            ["azure"] => await new AzureAccessToken(_options).GetAsync(invocation, ct),
            ["kubernetes"] => await new KubernetesExecCredential(_options).GetAsync(invocation, ct),
            ["docker", var action] => await new DockerCredentials(_options).RunAsync(invocation, action, ct),
            ["git", var operation] => await new GitCredentials(_options).RunAsync(invocation, operation, ct),
            _ => invocation.Usage("helper takes one of aws, gcp, azure, kubernetes, docker get|store|erase|list, git get|store|erase"),
        };
    }
}
