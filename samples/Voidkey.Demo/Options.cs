using System.Diagnostics.CodeAnalysis;

namespace Voidkey.Demo;

/// <param name="Server">The broker's program: an executable or a <c>.dll</c>.</param>
/// <param name="Cli">The command line's program: an executable or a <c>.dll</c>.</param>
/// <param name="Folder">Where the configuration, the log and the audit record are written. Emptied of them first.</param>
/// <param name="Keep">Whether everything stays up afterwards, to be tried by hand.</param>
internal sealed record Options(string Server, string Cli, string Folder, bool Keep)
{
    public const string Usage = "usage: voidkey-demo --server PATH --cli PATH --folder PATH [--keep]";

    public static bool TryRead(string[] arguments, [NotNullWhen(true)] out Options? options)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var keep = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--keep") keep = true;
            else if (arguments[i] is "--server" or "--cli" or "--folder" && i + 1 < arguments.Length) values[arguments[i]] = arguments[++i];
            else values["unknown"] = arguments[i];
        }

        options = values.Count == 3 && !values.ContainsKey("unknown")
            ? new Options(values["--server"], values["--cli"], Path.GetFullPath(values["--folder"]), keep)
            : null;
        return options is not null;
    }
}
