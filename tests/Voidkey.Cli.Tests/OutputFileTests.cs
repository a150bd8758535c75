using System.Text;
using Voidkey.Cli.Output;
using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

/// <summary>One value by itself, and output that goes to a file.</summary>
public sealed class OutputFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-out-").FullName;
    private readonly OutputFiles _files = new();

    private string Target => Path.Combine(_folder, "credentials");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("mint A --field X", "it's\n\n")]
    [InlineData("mint A --field X -n", "it's\n")]
    [InlineData("mint A B --field X -n", "it's\n")]
    [InlineData("mint A --map Y=X --field Y -n", "it's\n")]
    public async Task One_value_is_printed_as_it_is(string args, string output)
    {
        (string, string)[] variables = [("OTHER", "1"), ("X", "it's\n")];

        var ran = await Terminal.RunAsync(args, args.Contains('B') ? Some.Mint(("A", variables), ("B", variables)) : Some.Mint(("A", variables)));

        Assert.Equal((0, output), (ran.Exit, ran.Output));
    }

    [Theory]
    [InlineData("mint A B --field X", 1)]
    [InlineData("mint A B --field NONE", 1)]
    [InlineData("mint A B --field X -o env", 2)]
    [InlineData("mint A B -n", 2)]
    [InlineData("mint A B --field Y --profile x", 2)]
    [InlineData("mint A B -o github --out-file f", 2)]
    public async Task What_is_not_one_value_prints_nothing(string args, int exit)
    {
        var ran = await Terminal.RunAsync(args, Some.Mint(("A", [("X", "canary"), ("Y", "1")]), ("B", [("X", "2")])));

        Assert.Equal((exit, ""), (ran.Exit, ran.Output));
        Assert.DoesNotContain("canary", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_gets_what_stdout_then_does_not()
    {
        var cli = Terminal.WithToken();

        var ran = await cli.RunAsync(["mint", "A", "-o", "dotenv", "--out-file", "/home/me/.env"], Some.Mint(("X", "1")));

        Assert.Equal((0, ""), (ran.Exit, ran.Output));
        Assert.Equal("X=1\n", cli.OutputFiles.Replaced["/home/me/.env"]);
    }

    [Fact]
    public async Task Nothing_is_minted_for_a_file_that_cannot_be_written()
    {
        var ran = await Terminal.RunAsync($"mint A --out-file {VirtualOutputFiles.Refused}", Some.Mint(("X", "1")));

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
        Assert.Empty(ran.Requests);
    }

    [Fact]
    public void A_file_is_replaced_as_a_whole_and_is_the_owners_alone()
    {
        File.WriteAllText(Target, "longer than what comes");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Target, OwnerOnly | UnixFileMode.OtherRead);

        Assert.Null(_files.Replace(Target, "secret"u8.ToArray()));

        Assert.Equal("secret", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder));
        if (!OperatingSystem.IsWindows()) Assert.Equal(OwnerOnly, File.GetUnixFileMode(Target));
    }

    [Fact]
    public void A_link_is_neither_followed_nor_replaced()
    {
        var other = Path.Combine(_folder, "other");
        File.CreateSymbolicLink(Target, other);

        foreach (var exists in new[] { false, true })
        {
            if (exists) File.WriteAllText(other, "theirs");
            Assert.NotNull(_files.Replace(Target, "secret"u8.ToArray()));
            Assert.Equal(other, new FileInfo(Target).LinkTarget);
        }

        Assert.Equal("theirs", File.ReadAllText(other));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite | UnixFileMode.StickyBit)]
    public void A_folder_that_others_may_write_to_gets_no_file(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(_folder, OwnerOnly | UnixFileMode.UserExecute | mode);

        Assert.NotNull(_files.Replace(Target, "secret"u8.ToArray()));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void What_is_no_regular_file_is_not_replaced()
    {
        if (!OperatingSystem.IsLinux()) return;

        Assert.All(["/dev/null", "/dev/stdout", _folder, $"{_folder}/", "/none/such/file", "", "a\0b"], path => Assert.NotNull(_files.Replace(path, "secret"u8.ToArray())));
        Assert.True(File.Exists("/dev/null"));
    }

    [Fact]
    public void What_is_added_stands_behind_what_was_there()
    {
        File.WriteAllText(Target, "one");

        Assert.True(_files.Append(Target).TryGet(out var file, out _));
        using (file) file.Write(Encoding.UTF8.GetBytes("two"));

        Assert.Equal("onetwo", File.ReadAllText(Target));
        Assert.False(_files.Append(_folder).TryGet(out _, out _));
    }
}
