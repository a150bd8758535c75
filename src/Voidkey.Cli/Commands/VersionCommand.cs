using System.Reflection;
using System.Text;

namespace Voidkey.Cli.Commands;

/// <summary><c>voidkey version</c>: which build this is. Asks nobody.</summary>
internal sealed class VersionCommand() : Verb("version", "Print the version of this program.")
{
    public override string Usage => "version";
    public override bool UsesConfig => false;
    public override IReadOnlyList<string> Examples => ["voidkey version"];

    public override Task<Result<Printout>> RunAsync(Invocation invocation, CancellationToken ct) => Task.FromResult(Run(invocation));

    /// <summary>The version, and what the build recorded about itself.</summary>
    public static string Text()
    {
        var assembly = typeof(VersionCommand).Assembly;
        var version = Number().Split('+', 2);
        var text = new StringBuilder($"voidkey {version[0]}\n");
        if (version.Length == 2) text.Append($"commit: {version[1]}\n");
        var built = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(m => m.Key == "BuiltAt")?.Value;
        if (built is not null) text.Append($"built: {built}\n");
        return text.ToString();
    }

    /// <summary>For example <c>0.1.0</c>, or <c>0.1.0+commit</c>.</summary>
    public static string Number() =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static Result<Printout> Run(Invocation invocation) =>
        invocation.OnCommandLine(invocation.Globals.Format) is null ? new Printout(Text()) : invocation.Usage("version has no --output");
}
