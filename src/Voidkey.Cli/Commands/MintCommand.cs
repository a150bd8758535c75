using System.Text;
using Voidkey.Cli.Completion;
using Voidkey.Cli.Output;
using Voidkey.Cli.Templates;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey mint</c>: prints credentials for the keys asked for, all of them or none.</summary>
internal sealed class MintCommand : Verb
{
    private readonly MintOptions _mint = new();
    private readonly ValueOption _field = new("--field", "NAME", "print one value as it is, and nothing else");
    private readonly Switch _noNewline = new("--no-newline", "without a line break behind it", "-n");
    private readonly ValueOption _outFile = new("--out-file", "PATH", "write to a file that only you may read");
    private readonly ValueOption _profile = new("--profile", "NAME", "section of aws-credentials, else the key");

    public MintCommand() : base("mint", "Print short-lived credentials.")
    {
        _mint.AddTo(this);
        Add(_field);
        Add(_noNewline);
        Add(_outFile);
        Add(_profile);
    }

    public override string Usage => "mint [KEY…] [-k A,B] [--all] [flags]";

    public override IReadOnlyList<string> Examples =>
    [
        "eval \"$(voidkey mint AWS_DEPLOY)\"",
        "voidkey mint -k AWS_DEPLOY,DOCKER --duration 15m -o dotenv --out-file .env",
    ];

    public override IReadOnlyList<string> Formats => MintFormats.Names;

    public override bool TakesTemplate => true;

    public override ValueKind KindAfter(IReadOnlyList<string> operands) => ValueKind.Key;

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct)
    {
        if (!_mint.Read(invocation, invocation.Parse.GetValue(_mint.Names) ?? []).TryGet(out var order, out var failure)) return failure;
        if (!OutputFormat.Read(invocation, this).TryGet(out var format, out failure)) return failure;

        // All that can be known beforehand, so that no credential is minted in vain.
        if (Wrong(invocation, format, order) is { } wrong) return wrong;
        Template? template = null;
        if (format.StartsWith(TemplateSource.Prefix, StringComparison.Ordinal) && !(await TemplateSource.ReadAsync(invocation, format, ct)).TryGet(out template, out failure)) return failure;
        if (!(await _mint.MintAsync(invocation, order, ct)).TryGet(out var minting, out failure)) return failure;
        if (!Write(invocation, format, template, minting).TryGet(out var text, out failure)) return failure;
        return Place(invocation, text, minting);
    }

    private Result<MintText> Write(Invocation invocation, string format, Template? template, Minting minting)
    {
        if (invocation.OnCommandLine(_field) is not { } field) return MintFormats.Write(format, minting.Keys, _mint.AllowUnsafe(invocation), invocation.OnCommandLine(_profile)?.Value, template);
        return FieldText.Of(minting.Keys, field.Value, lineBreak: !invocation.Has(_noNewline)).TryGet(out var value, out var failure) ? new MintText(value) : failure;
    }

    private Result<Printout> Place(Invocation invocation, MintText text, Minting minting)
    {
        var files = invocation.Surroundings.OutputFiles;
        if (invocation.OnCommandLine(_outFile) is { } path)
            return files.Replace(path.Value, Encoding.UTF8.GetBytes(text.Output)) is { } failed ? failed : new Printout("", [.. minting.Notes]);
        if (text.Appended is null) return new Printout(text.Output, [.. minting.Notes]);

        // Opened before anything is printed, and written to after the masks: stdout stays empty where the file cannot be written.
        if (!files.Append(invocation.InEnvironment(GitHubCommands.File)!.Value).TryGet(out var file, out var failure)) return failure;
        return new Printout(text.Output, [.. minting.Notes]) { Appended = (file, text.Appended) };
    }

    private Failure? Wrong(Invocation invocation, string format, MintOrder order)
    {
        var (field, path, profile) = (invocation.OnCommandLine(_field), invocation.OnCommandLine(_outFile), invocation.OnCommandLine(_profile));
        if (field is not null && invocation.OnCommandLine(invocation.Globals.Format) is not null) return invocation.Usage("--field and --output exclude each other");
        if (field is null && invocation.Has(_noNewline)) return invocation.Usage("--no-newline is for --field");
        if (profile is not null && (format != "aws-credentials" || field is not null)) return invocation.Usage("--profile is for -o aws-credentials");
        if (profile is not null && order.Keys.Names.Count != 1) return invocation.Usage("--profile names one section, so it is for one key");
        if (profile is not null && !AwsCredentialsText.IsSectionName(profile.Value)) return invocation.Usage("--profile is a name of letters, digits and _.@+=,/:-");
        if (format == "github" && field is null && path is not null) return invocation.Usage("-o github writes to a file of its own, so --out-file is not for it");
        if (format == "github" && field is null && invocation.InEnvironment(GitHubCommands.File) is null) return NotOnGitHub();
        return path is null ? null : invocation.Surroundings.OutputFiles.Refuse(path.Value);
    }

    private static Failure NotOnGitHub() => new(
        ExitCode.Configuration, FailureCodes.Configuration, "-o github is for steps of a GitHub Actions job", $"{GitHubCommands.File} is not set", "choose another format: voidkey help mint");
}
