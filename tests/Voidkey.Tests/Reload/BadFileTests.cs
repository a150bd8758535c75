using Microsoft.Extensions.Logging;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Reload;

/// <summary>A configuration with anything wrong changes nothing: what was in force serves, and it is said once.</summary>
public sealed class BadFileTests
{
    private const long Gigabyte = 1L << 30;

    /// <summary>What happens to <c>config.yaml</c>, by name.</summary>
    public static TheoryData<string> Accidents =>
    [
        "deleted", "emptied", "cut short", "an unknown member", "a NUL in it", "not UTF-8", "a gigabyte", "a pipe", "a folder in its place", "a link to itself", "a link to nowhere", "a device",
        "a secret that is a pipe", "a secret that is not there", "a NUL in a secret's path", "two mistakes",
    ];

    [Theory, MemberData(nameof(Accidents))]
    public async Task The_old_one_serves_and_it_is_said_once_when_the_file_is(string accident)
    {
        await using var world = new ReloadWorld();
        await world.LooksAsync();
        var before = world.Host.Current;
        Happen(accident, world);

        await world.LooksAsync(8);
        Assert.Same(before, world.Host.Current);
        Assert.Equal((1, 1L), (world.Log.Count(1403), world.Host.RefusedReloads));
        Assert.Contains(world.Log.Lines, static line => line is { EventId: 1404, Level: LogLevel.Error } && line.Text.Contains("config.yaml", StringComparison.Ordinal));
        var record = Assert.Single(world.Records("reload"));
        Assert.Equal(("refused", before.Snapshot.Hash, before.Snapshot.Hash), ((string?)record["outcome"], (string?)record["previous"], (string?)record["configuration"]));
        Assert.Equal(world.Log.Count(1404), (int)record["problems"]!);
        await world.GrantsAsync("FIRST", notThis: "SECOND", accident);

        Repair(world);
        await world.LooksAsync();
        await world.GrantsAsync("SECOND", notThis: "FIRST", accident);
        Assert.Equal((1, 0L), (world.Log.Count(1402), world.Host.RefusedReloads));
    }

    [Theory]
    [InlineData("emptied"), InlineData("removed"), InlineData("a pipe beside the file"), InlineData("a file in its place")]
    public async Task The_old_one_serves_and_it_is_said_once_when_the_folder_is(string accident)
    {
        await using var world = new ReloadWorld("conf", static world => world.Write("conf/config.yaml", world.Yaml("FIRST")));
        await world.LooksAsync();
        switch (accident)
        {
            case "emptied":
                File.Delete(world.In("conf/config.yaml"));
                break;
            case "a pipe beside the file":
                Unix.MakePipe(world.In("conf/more.yaml"));
                break;
            default:
                Directory.Delete(world.In("conf"), recursive: true);
                if (accident == "a file in its place") world.Write("conf", "not: this\n");
                break;
        }

        await world.LooksAsync(8);
        Assert.Equal((1, 1), (world.Log.Count(1403), world.Records("reload").Count));
        await world.GrantsAsync("FIRST", notThis: "SECOND", accident);

        if (accident == "a file in its place") File.Delete(world.In("conf"));
        if (accident == "a pipe beside the file") File.Delete(world.In("conf/more.yaml"));
        world.Write("conf/config.yaml", world.Yaml("SECOND"));
        await world.LooksAsync();
        await world.GrantsAsync("SECOND", notThis: "FIRST", accident);
    }

    [Fact]
    public async Task Asked_again_it_says_again_what_is_wrong_and_counts()
    {
        await using var world = new ReloadWorld();
        world.Write("config.yaml", "nothing: good\n");
        for (var i = 0; i < 3; i++) await world.Reload.ReloadAsync();
        Assert.Equal((3, 3L, 3), (world.Log.Count(1403), world.Host.RefusedReloads, world.Records("reload").Count));

        world.Write("config.yaml", world.Yaml("FIRST"));
        await world.Reload.ReloadAsync();
        Assert.Equal(0, world.Host.RefusedReloads);
    }

    [Fact]
    public async Task A_thousand_problems_are_counted_and_some_of_them_told()
    {
        await using var world = new ReloadWorld();
        world.Write("config.yaml", world.Yaml("SECOND") + string.Concat(Enumerable.Range(0, 1000).Select(static i => $"unknown{i}: 1\n")));
        await world.LooksAsync();

        Assert.Contains(world.Log.Lines, static line => line.EventId == 1403 && line.Text.Contains("problems: 1000,", StringComparison.Ordinal));
        Assert.Equal(20, world.Log.Count(1404));
    }

    [Fact]
    public async Task Nothing_secret_of_a_refused_configuration_is_told()
    {
        await using var world = new ReloadWorld();
        var misplaced = Canary.Make("misplaced");
        world.Write("config.yaml", world.Yaml("SECOND").Replace("clientSecret:", "clientSecrt:", StringComparison.Ordinal) + $"default: '{misplaced.Reveal()}\nunended: {misplaced.Reveal()}");
        await world.LooksAsync();
        Assert.Equal(1, world.Log.Count(1403));

        world.Write("config.yaml", world.Yaml("SECOND").Replace("clientSecret:", "clientSecrt:", StringComparison.Ordinal));
        await world.LooksAsync();
        Assert.Equal(2, world.Log.Count(1403));
    }

    private static void Happen(string accident, ReloadWorld world)
    {
        var file = world.In("config.yaml");
        if (accident is "deleted" or "a pipe" or "a folder in its place" or "a link to itself" or "a link to nowhere" or "a device") File.Delete(file);
        switch (accident)
        {
            case "emptied": world.Write("config.yaml", ""); break;
            case "cut short": world.Write("config.yaml", world.Yaml("SECOND")[..^40]); break;
            case "an unknown member": world.Write("config.yaml", world.Yaml("SECOND") + "clientIdp: []\n"); break;
            case "a NUL in it": world.Write("config.yaml", world.Yaml("SECOND") + "\0"); break;
            case "not UTF-8": File.WriteAllBytes(file, [.. System.Text.Encoding.UTF8.GetBytes(world.Yaml("SECOND")), 0xff]); break;
            case "a gigabyte":
                using (var stream = File.OpenWrite(file)) stream.SetLength(Gigabyte);
                break;
            case "a pipe": Unix.MakePipe(file); break;
            case "a folder in its place": Directory.CreateDirectory(file); break;
            case "a link to itself": File.CreateSymbolicLink(file, "config.yaml"); break;
            case "a link to nowhere": File.CreateSymbolicLink(file, "nowhere"); break;
            case "a device": File.CreateSymbolicLink(file, "/dev/zero"); break;
            case "a secret that is a pipe":
                Unix.MakePipe(world.In("secret"));
                world.Write("config.yaml", world.Yaml("SECOND", clientSecret: "'${file:secret}'"));
                break;
            case "a secret that is not there": world.Write("config.yaml", world.Yaml("SECOND", clientSecret: "'${file:secret}'")); break;
            case "a NUL in a secret's path":
                world.Write("secret", world.ClientSecret.Reveal());
                world.Write("config.yaml", world.Yaml("SECOND", clientSecret: "\"${file:secret\\0}\""));
                break;
            case "two mistakes": world.Write("config.yaml", world.Yaml("SECOND") + "one: 1\ntwo: 2\n"); break;
        }
    }

    private static void Repair(ReloadWorld world)
    {
        var file = world.In("config.yaml");
        if (Directory.Exists(file)) Directory.Delete(file);
        else File.Delete(file);
        world.Write("config.yaml", world.Yaml("SECOND"));
    }
}
