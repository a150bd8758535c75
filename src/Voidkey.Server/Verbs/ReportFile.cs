namespace Voidkey.Server.Verbs;

/// <summary>Writes a report whole or not at all: whoever reads it never sees half of one.</summary>
internal static class ReportFile
{
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, byte[] content)
    {
        // What is there and has no length may be a pipe or a device, and a link stays one: those are written to, not replaced.
        var existing = new FileInfo(path);
        if (existing.Exists && (existing.LinkTarget is not null || existing.Length == 0))
        {
            File.WriteAllBytes(path, content);
            return;
        }

        // Beside it, under a name that nobody else has: moving a file replaces another at once only within a volume.
        var whole = Path.GetFullPath(path);
        var draft = $"{whole}.{Guid.NewGuid():N}.tmp";
        using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write)) file.Write(content);
        try
        {
            File.Move(draft, whole, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
