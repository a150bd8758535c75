using Voidkey.Configuration;

namespace Voidkey.Comparison;

/// <summary>Looks into the files that members name by their path: <c>jwksFile</c>, <c>caFile</c> and whatever else ends like that.</summary>
internal static class NamedFileDiff
{
    private const int MaxBytes = 1 << 20;

    public static bool Differs(string member, ConfigNode? before, ConfigSection old, ConfigNode? after, ConfigSection @new) =>
        member.EndsWith("File", StringComparison.Ordinal) && before is ConfigScalar oldPath && after is ConfigScalar newPath && Read(oldPath, old.Reading) != Read(newPath, @new.Reading);

    // What cannot be read is an error of the configuration where it matters, and says nothing here.
    private static string? Read(ConfigScalar path, ConfigReading reading)
    {
        try
        {
            return WrittenText.Resolve(path, reading) is ConfigScalar resolved ? reading.Files.ReadText(Path.Combine(ConfigReading.FolderOf(path.Position), resolved.Text), MaxBytes) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
