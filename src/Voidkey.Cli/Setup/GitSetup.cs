namespace Voidkey.Cli.Setup;

/// <summary>The credential helper of git for one host. The first, empty one keeps other helpers from storing what soon ends.</summary>
internal static class GitSetup
{
    public static string Shown(SetupOrder order) => $"[credential \"https://{order.Host}\"]\n\thelper =\n\thelper = !{order.CommandLine("git")}\n";

    public static Result<string> Edit(string path, string before, SetupOrder order)
    {
        var file = new IniFile(before);
        var (header, helper) = ($"credential \"https://{order.Host}\"", $"helper = !{order.CommandLine("git")}");
        if (file.IsOpen) return SetupFiles.Refused(path, "its last line is to be continued");

        // Names of sections know no case, and what is in quotes does.
        var found = file.Find(text => text.Split('"', 2) is [var section, var rest] && section.Trim().Equals("credential", StringComparison.OrdinalIgnoreCase) && rest.TrimEnd('"', '/', ' ') == $"https://{order.Host}");
        if (found.Count > 1 || found.Any(file.HasMore)) return SetupFiles.Refused(path, $"[{header}] is not understood");
        if (found.Count == 1) return file.Body(found[0]) is ["helper =" or "helper=", var second] && second == helper ? before : SetupFiles.Refused(path, $"[{header}] says otherwise already");
        file.Append($"[{header}]", "\thelper =", $"\t{helper}");
        return file.ToString();
    }
}
