using Voidkey.Cli.Sessions;

namespace Voidkey.Cli.Tests;

/// <summary>Files of this machine that must be their owner's alone.</summary>
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _root = Directory.CreateTempSubdirectory("voidkey-private-").FullName;
    private readonly PrivateFiles _files = new();

    private string Folder => Path.Combine(_root, "state", "sessions");

    private string File1 => Path.Combine(Folder, "a.tokens");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_file_and_its_directory_are_made_for_the_owner_alone_and_leave_no_draft()
    {
        if (OperatingSystem.IsWindows()) return;
        Assert.Null(_files.Write(File1, "one"u8.ToArray()));
        Assert.Null(_files.Write(File1, "two"u8.ToArray()));

        Assert.Equal("two", Text(_files.Read(File1, 100)));
        Assert.Equal((OwnerOnly, OwnerOnly | UnixFileMode.UserExecute), (File.GetUnixFileMode(File1), File.GetUnixFileMode(Folder)));
        Assert.Equal(["a.tokens"], Directory.GetFiles(Folder).Select(Path.GetFileName));
        Assert.Null(_files.Remove(File1));
        Assert.Equal("", Text(_files.Read(File1, 100)));
        Assert.Null(_files.Remove(File1));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead), InlineData(UnixFileMode.OtherRead), InlineData(UnixFileMode.GroupWrite), InlineData(UnixFileMode.OtherWrite)]
    public void What_others_may_touch_is_neither_read_nor_written_to(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows()) return;
        Assert.Null(_files.Write(File1, "one"u8.ToArray()));
        File.SetUnixFileMode(File1, OwnerOnly | more);
        Assert.Contains("not yours alone", Refusal(_files.Read(File1, 100)), StringComparison.Ordinal);

        File.SetUnixFileMode(File1, OwnerOnly);
        File.SetUnixFileMode(Folder, OwnerOnly | UnixFileMode.UserExecute | more);
        Assert.Contains("not yours alone", Refusal(_files.Read(File1, 100)), StringComparison.Ordinal);
        Assert.Contains("not yours alone", _files.Write(File1, "two"u8.ToArray())!.Message, StringComparison.Ordinal);
        Assert.Contains("not yours alone", _files.Refuse(Folder)!.Message, StringComparison.Ordinal);
        Assert.False(_files.List(Folder).TryGet(out _, out _));
        Assert.Equal("one", File.ReadAllText(File1));
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        if (OperatingSystem.IsWindows()) return;
        Assert.Null(_files.Write(File1, "one"u8.ToArray()));
        var (link, dangling, folder) = (Path.Combine(Folder, "link"), Path.Combine(Folder, "dangling"), Path.Combine(_root, "elsewhere"));
        File.CreateSymbolicLink(link, File1);
        File.CreateSymbolicLink(dangling, "/no/such");
        Directory.CreateSymbolicLink(folder, Folder);

        Assert.All([link, dangling, Path.Combine(folder, "a.tokens")], path => Assert.Contains("cannot be used", Refusal(_files.Read(path, 100)), StringComparison.Ordinal));
        Assert.NotNull(_files.Write(Path.Combine(folder, "b"), "two"u8.ToArray()));
        Assert.Null(_files.Write(link, "two"u8.ToArray()));
        Assert.Equal("one", File.ReadAllText(File1));
    }

    [Fact]
    public void What_is_no_file_or_too_large_is_not_read()
    {
        if (OperatingSystem.IsWindows()) return;
        Assert.Null(_files.Write(File1, new byte[101]));
        Directory.CreateDirectory(Path.Combine(Folder, "b"), OwnerOnly | UnixFileMode.UserExecute);

        Assert.Equal(101, _files.Read(File1, 101).TryGet(out var whole, out _) ? whole.Length : 0);
        Assert.Contains("cannot be used", Refusal(_files.Read(File1, 100)), StringComparison.Ordinal);
        Assert.Contains("cannot be used", Refusal(_files.Read(Path.Combine(Folder, "b"), 100)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_belongs_to_another_is_not_used()
    {
        // Only root can give files away.
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") return;
        Assert.Null(_files.Write(File1, "one"u8.ToArray()));
        using (var chown = System.Diagnostics.Process.Start("chown", ["65534", File1])!) chown.WaitForExit();
        Assert.Equal("it belongs to another user", _files.Read(File1, 100).TryGet(out _, out var failure) ? null : failure.Reason);
    }

    [Fact]
    public void A_lock_is_held_by_one()
    {
        var path = Path.Combine(Folder, "a.lock");
        using (var first = Held(path))
        {
            Assert.NotNull(first);
            Assert.Null(Held(path));
        }

        using var next = Held(path);
        Assert.NotNull(next);

        // One that can never be held is not waited for.
        Directory.CreateDirectory(Path.Combine(Folder, "b.lock"));
        Assert.NotNull(_files.TryLock(Path.Combine(Folder, "b.lock"), out _));
    }

    [Fact]
    public void Where_there_is_no_directory_there_are_no_files() => Assert.Empty(_files.List(Folder).TryGet(out var names, out _) ? names : ["?"]);

    private IDisposable? Held(string path)
    {
        Assert.Null(_files.TryLock(path, out var held));
        return held;
    }

    private static string? Text(Result<byte[]> read) => read.TryGet(out var bytes, out _) ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    private static string Refusal(Result<byte[]> read) => read.TryGet(out _, out var failure) ? "read" : failure.Message;
}
