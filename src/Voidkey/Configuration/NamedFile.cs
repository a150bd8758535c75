namespace Voidkey.Configuration;

/// <summary>The files that members name. A relative path is relative to the file the member stands in.</summary>
internal static class NamedFile
{
    /// <returns>The whole path of the file that a member names; null where the member is absent.</returns>
    public static string? PathOf(ConfigSection section, string name) =>
        section.OptionalText(name) is { Length: > 0 } path ? Path.GetFullPath(Path.Combine(ConfigReading.FolderOf(section.PositionOf(name)), path)) : null;
}
