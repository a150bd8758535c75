using Voidkey.Cli.Output;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey mint</c>: prints credentials for the keys asked for, all of them or none.</summary>
internal sealed class MintCommand : Verb
{
    private readonly MintOptions _mint = new();

    private readonly ValueOption _profile = new("--profile", "NAME", "section of aws-credentials, else the key");

    public MintCommand() : base("mint", "Print short-lived credentials.")
    {
        _mint.AddTo(this);
        Add(_profile);
    }

    public override string Usage => "mint [KEY…] [-k A,B] [--all] [flags]";

    public override IReadOnlyList<string> Examples =>
    [
        "eval \"$(voidkey mint AWS_DEPLOY)\"",
        "voidkey mint -k AWS_DEPLOY,DOCKER --duration 15m -o dotenv > .env",
        "get-token | voidkey mint --all --token - -o json",
    ];

    public override IReadOnlyList<string> Formats => MintFormats.Names;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (!_mint.Read(invocation, invocation.Parse.GetValue(_mint.Names) ?? []).TryGet(out var order, out var failure)) return failure;
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out failure)) return failure;
        if (!ReadProfile(invocation, format, order).TryGet(out var profile, out failure)) return failure;
        if (format == "github" && invocation.InEnvironment(GitHubCommands.File) is null) return NotOnGitHub();
        if (!(await _mint.MintAsync(invocation, order, ct)).TryGet(out var minting, out failure)) return failure;
        if (!MintFormats.Write(format, minting.Keys, _mint.AllowUnsafe(invocation), profile.Name).TryGet(out var text, out failure)) return failure;

        // Opened before anything is printed, and written to after the masks: stdout stays empty where the file cannot be written.
        if (text.Appended is null) return new Printout(text.Output, [.. minting.Notes]);
        if (!invocation.Surroundings.OutputFiles.Append(invocation.InEnvironment(GitHubCommands.File)!.Value).TryGet(out var file, out failure)) return failure;
        return new Printout(text.Output, [.. minting.Notes]) { Appended = (file, text.Appended) };
    }

    private Result<Profile> ReadProfile(Invocation invocation, string format, MintOrder order)
    {
        if (invocation.OnCommandLine(_profile) is not { } profile) return new Profile(null);
        if (format != "aws-credentials") return invocation.Usage("--profile is for -o aws-credentials");
        if (order.Keys.Names.Count != 1) return invocation.Usage("--profile names one section, so it is for one key");
        return AwsCredentialsText.IsSectionName(profile.Value) ? new Profile(profile.Value) : invocation.Usage("--profile is a name of letters, digits and _.@+=,/:-");
    }

    private static Failure NotOnGitHub() => new(
        ExitCode.Configuration, FailureCodes.Configuration, "-o github is for steps of a GitHub Actions job", $"{GitHubCommands.File} is not set", "choose another format: voidkey help mint");

    private sealed record Profile(string? Name);
}
