namespace Voidkey.RealTests.Harness;

/// <summary>Where this run keeps its files: short-lived, and with a short path, because Unix sockets are made in it.</summary>
/// <remarks>
/// Every process that is started is written to <c>processes</c> in it: process id, start time, name. A run that was killed leaves
/// that list to whoever chose the folder, by the environment variable VOIDKEY_REAL_FOLDER.
/// </remarks>
internal static class RunFolder
{
    private static readonly string? Chosen = Environment.GetEnvironmentVariable("VOIDKEY_REAL_FOLDER");

    public static string Path { get; } = Chosen is { Length: > 0 }
        ? Directory.CreateDirectory(Chosen).FullName
        : Directory.CreateTempSubdirectory("voidkey-real-").FullName;

    public static string Make(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public static void Record(int processId, string name)
    {
        // Field 22 of stat: with the start time, a reused process id is not mistaken for ours.
        if (StatOf(processId) is not { } stat) return;
        var startTime = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        File.AppendAllText(System.IO.Path.Combine(Path, "processes"), $"{processId} {startTime} {name}\n");
    }

    public static void Remove()
    {
        if (Chosen is not { Length: > 0 }) Directory.Delete(Path, recursive: true);
    }

    private static string? StatOf(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/stat");
        }
        catch (IOException)
        {
            return null; // It has ended already.
        }
    }
}
