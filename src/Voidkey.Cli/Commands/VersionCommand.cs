using System.Reflection;
using System.Text;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey version</c>: which build this is. Asks nobody.</summary>
internal sealed class VersionCommand() : Verb("version", "Print the version of this program.")
{
    public override string Usage => "version [-o json]";
    public override bool UsesConfig => false;
    public override IReadOnlyList<string> Examples => ["voidkey version", "voidkey version -o json"];
    public override IReadOnlyList<string> Formats => ["text", "json"];

    public override Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct) => Task.FromResult(Run(invocation));

    /// <summary>The version, and what the build recorded about itself.</summary>
    public static string Text()
    {
        var (version, commit, built) = Recorded();
        var text = new StringBuilder($"voidkey {version}\n");
        if (commit is not null) text.Append($"commit: {commit}\n");
        if (built is not null) text.Append($"built: {built}\n");
        return text.ToString();
    }

    private static string Json() => JsonText.Indented(static json =>
    {
        var (version, commit, built) = Recorded();
        json.WriteStartObject();
        json.WriteString("version", version);
        if (commit is not null) json.WriteString("commit", commit);
        if (built is not null) json.WriteString("built", built);
        json.WriteEndObject();
    });

    private static (string Version, string? Commit, string? Built) Recorded()
    {
        var version = Number().Split('+', 2);
        return (version[0], version.Length == 2 ? version[1] : null, typeof(VersionCommand).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(m => m.Key == "BuiltAt")?.Value);
    }

    /// <summary>For example <c>0.1.0</c>, or <c>0.1.0+commit</c>.</summary>
    public static string Number() =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    // Whatever the environment or a file says of formats: it is asked when something is wrong with those.
    private static Result<Printout> Run(Invocation invocation) => invocation.OnCommandLine(invocation.Globals.Format)?.Value switch
    {
        null or "text" => new Printout(Text()),
        "json" => new Printout(Json()),
        _ => invocation.Usage("version has text and json as --output"),
    };
}
