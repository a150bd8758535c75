using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class RenamingTests
{
    private static readonly CannedAnswer Two = Some.Mint(("A", [("ID", "1"), ("SHARED", "s")]), ("B", [("ID", "2")]));

    public static TheoryData<string, string> Renamed => new()
    {
        { "--prefix P_ --map X=A:ID", "export X=1\nexport P_SHARED=s\nexport P_ID=2\n" },
        { "--prefix A=A_", "export A_ID=1\nexport A_SHARED=s\nexport ID=2\n" },
        { "--prefix A=A_ --prefix B_", "export A_ID=1\nexport A_SHARED=s\nexport B_ID=2\n" },
        { "--map ONE=A:ID --map TWO=B:ID", "export ONE=1\nexport SHARED=s\nexport TWO=2\n" },
        { "--map ONE=A:ID --map TWO=ID", "export ONE=1\nexport SHARED=s\nexport TWO=2\n" },
        { "--map ID=A:SHARED --map SHARED=A:ID --prefix B=B_", "export SHARED=1\nexport ID=s\nexport B_ID=2\n" },
    };

    [Theory, MemberData(nameof(Renamed))]
    public async Task Two_keys_can_be_told_apart_by(string flags, string output)
    {
        var ran = await Terminal.RunAsync($"mint A B {flags}", Two);

        Assert.Equal((0, output), (ran.Exit, ran.Output));
    }

    [Fact]
    public async Task A_command_sees_the_new_names()
    {
        var cli = Terminal.WithToken();

        await cli.RunAsync(["exec", "A", "B", "--prefix", "B=B_", "--", "aws"], Two);

        Assert.Equal("/bin/aws <aws>\nID=1\nSHARED=s\nB_ID=2\n", cli.Process.Became);
    }

    [Fact]
    public async Task A_name_that_is_none_can_be_given_one() =>
        Assert.Equal("export NAME=1\n", (await Terminal.RunAsync("mint A --map NAME=no-name", Some.Mint(("no-name", "1")))).Output);

    [Theory]
    [InlineData("--prefix P")]
    [InlineData("--map X=ID")]
    [InlineData("--map X=A:NONE")]
    [InlineData("--map X=C:ID")]
    [InlineData("--prefix C=C_ --prefix B=B_")]
    [InlineData("--map SHARED=A:ID --prefix B=B_")]
    [InlineData("--map PATH=A:ID")]
    [InlineData("--prefix A=LD_")]
    public async Task Names_that_collide_are_unknown_or_unsafe_print_nothing(string flags)
    {
        var ran = await Terminal.RunAsync($"mint A B {flags}", Two);

        Assert.Equal((1, ""), (ran.Exit, ran.Output));
    }

    [Theory]
    [InlineData("--prefix 1")]
    [InlineData("--prefix A=")]
    [InlineData("--prefix a;b")]
    [InlineData("--prefix P --prefix Q")]
    [InlineData("--map X")]
    [InlineData("--map X=")]
    [InlineData("--map 1X=ID")]
    [InlineData("--map X=ID --map Y=ID")]
    public async Task A_flag_that_makes_no_sense_asks_nobody(string flags)
    {
        var ran = await Terminal.RunAsync($"mint A B {flags}", Two);

        Assert.Equal((2, ""), (ran.Exit, ran.Output));
        Assert.Empty(ran.Requests);
    }
}
