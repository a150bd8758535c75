using System.CommandLine;
using Voidkey.Cli.Configuration;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey cache</c>: what is kept on this machine, and getting rid of it. Credentials are never among it.</summary>
internal sealed class CacheCommand : Verb
{
    private readonly Argument<string[]> _action = new("ACTION") { Arity = ArgumentArity.ZeroOrMore };

    public CacheCommand() : base("cache", "Look at what is kept for a while, and forget it.") => Add(_action);

    public override string Usage => "cache list|clear";
    public override IReadOnlyList<string> Examples => ["voidkey cache list", "voidkey cache clear"];
    public override IReadOnlyList<string> Formats => ["table", "json"];

    public override IReadOnlyList<string> WordsAfter(IReadOnlyList<string> operands) => operands.Count == 0 ? ["list", "clear"] : [];

    public override async Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct) => invocation.Parse.GetValue(_action) switch
    {
        ["list"] => OutputFormat.Read(invocation, this).TryGet(out var format, out var failure) ? Listed(await new CacheDirectory(invocation).ReadAsync(ct), format, invocation) : failure,
        ["clear"] when invocation.OnCommandLine(invocation.Globals.Format) is not null => invocation.Usage("cache clear has no --output"),
        ["clear"] => Cleared(new CacheDirectory(invocation)),
        _ => invocation.Usage("cache takes one of list, clear"),
    };

    private static Printout Listed(IReadOnlyList<KeptFile> files, string format, Invocation invocation) => new(format == "json"
        ? JsonText.Indented(json =>
        {
            json.WriteStartArray();
            foreach (var file in files)
            {
                json.WriteStartObject();
                json.WriteString("kind", file.Kind);
                if (file.Since is { } since) json.WriteString("since", Instants.Format(since));
                if (file.ExpiresAt is { } expires) json.WriteString("expiresAt", Instants.Format(expires));
                json.WriteString("about", file.About);
                json.WriteString("path", file.Path);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        })
        : Table.Write(
        [
            ["KIND", "SINCE", "EXPIRES", "ABOUT"],
            .. files.Select(file => new[] { file.Kind, file.Since is { } since ? Instants.Format(since) : "", file.ExpiresAt is { } expires ? Instants.Expiry(expires, invocation.Surroundings) : "", file.About }),
        ], invocation.Paper));

    private static Result<Printout> Cleared(CacheDirectory directory)
    {
        try
        {
            var count = directory.Clear();
            return new Printout("", new Note($"voidkey: {(count == 0 ? "nothing was kept" : count == 1 ? "forgot 1 file" : $"forgot {count} files")}", "forgot", ("files", $"{count}")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.General, FailureCodes.WriteFailed, "not everything could be forgotten", "a file could not be removed", "check the permissions of its directory");
        }
    }
}
