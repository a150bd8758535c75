using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Reload;

/// <summary>A change of the files is in force once they have come to rest.</summary>
public sealed class FileChangeTests
{
    [Fact]
    public async Task A_changed_file_is_in_force_once_two_looks_agree()
    {
        await using var world = new ReloadWorld();
        await world.LooksAsync();
        world.Write("config.yaml", world.Yaml("SECOND"));

        await world.LooksAsync(1);
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        await world.LooksAsync(1);
        await world.GrantsAsync("SECOND", notThis: "FIRST");

        // The log has it last: whoever reads there that it is in force may rely on all of it.
        Assert.Equal([(world.Host.Current.Snapshot, 0)], world.Followed);
    }

    [Fact]
    public async Task A_file_that_is_still_being_written_is_not_loaded()
    {
        await using var world = new ReloadWorld();
        await world.LooksAsync();
        var text = world.Yaml("SECOND");
        for (var length = 0; length < text.Length; length += 50)
        {
            world.Write("config.yaml", text[..length]);
            await world.LooksAsync(1);
        }

        await world.GrantsAsync("FIRST", notThis: "SECOND");
        Assert.Equal(0, world.Log.Count(1403));
        world.Write("config.yaml", text);
        await world.LooksAsync();
        await world.GrantsAsync("SECOND", notThis: "FIRST");
    }

    [Fact]
    public async Task What_was_only_touched_or_written_again_with_the_same_text_is_no_change()
    {
        await using var world = new ReloadWorld();
        for (var i = 0; i < 3; i++)
        {
            world.Write("config.yaml", world.Yaml("FIRST"));
            File.SetLastWriteTimeUtc(world.In("config.yaml"), The.Moment.UtcDateTime.AddMinutes(i));
            await world.LooksAsync(3);
        }

        Assert.Equal((0, 0), (world.Log.Count(1402), world.Log.Count(1403)));
        Assert.Empty(world.Records("reload"));
    }

    [Fact]
    public async Task A_file_that_was_written_right_after_the_start_and_looks_alike_is_seen()
    {
        await using var world = new ReloadWorld();
        var written = File.GetLastWriteTimeUtc(world.In("config.yaml"));
        world.Write("config.yaml", world.Yaml("OTHER"));
        File.SetLastWriteTimeUtc(world.In("config.yaml"), written);

        await world.LooksAsync();
        await world.GrantsAsync("OTHER", notThis: "FIRST");
    }

    [Fact]
    public async Task A_file_that_was_written_to_is_seen_though_size_and_time_are_the_same()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere only size and time are told");
        await using var world = new ReloadWorld();
        await world.LooksAsync();
        var written = File.GetLastWriteTimeUtc(world.In("config.yaml"));
        world.Write("config.yaml", world.Yaml("OTHER"));
        File.SetLastWriteTimeUtc(world.In("config.yaml"), written);

        await world.LooksAsync();
        await world.GrantsAsync("OTHER", notThis: "FIRST");
    }

    [Fact]
    public async Task A_file_that_another_is_renamed_to_is_seen_though_size_and_time_are_the_same()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere only size and time are told");
        await using var world = new ReloadWorld();
        await world.LooksAsync();
        var written = File.GetLastWriteTimeUtc(world.In("config.yaml"));
        world.Write("next", world.Yaml("OTHER"));
        File.SetLastWriteTimeUtc(world.In("next"), written);
        File.Move(world.In("next"), world.In("config.yaml"), overwrite: true);

        await world.LooksAsync();
        await world.GrantsAsync("OTHER", notThis: "FIRST");
    }

    [Fact]
    public async Task Files_that_come_and_go_in_a_folder_are_seen()
    {
        await using var world = new ReloadWorld("conf", static world => world.Write("conf/a.yaml", world.Yaml("FIRST")));
        world.Write("conf/b.yaml", $"clientIdentities: [ {{ subject: somebody, idp: ci, keys: {{ EXTRA: {{ provider: aws, roleArn: 'arn:aws:iam::123456789012:role/Extra' }} }} }} ]\n");
        await world.LooksAsync();
        Assert.Equal(2, world.Host.Current.Snapshot.Identities.Count);

        File.Delete(world.In("conf/b.yaml"));
        await world.LooksAsync();
        Assert.Single(world.Host.Current.Snapshot.Identities);
        Assert.Equal(0, world.Log.Count(1403));
    }

    /// <summary>A mounted ConfigMap: <c>config.yaml → ..data/config.yaml</c>, <c>..data → ..first</c>, and the second link is replaced by a rename.</summary>
    [Theory]
    [InlineData("conf"), InlineData("conf/config.yaml")]
    public async Task A_swapped_symbolic_link_is_seen_though_all_files_look_alike(string path)
    {
        await using var world = new ReloadWorld(path, static world =>
        {
            world.Write("conf/..first/config.yaml", world.Yaml("FIRST"));
            Directory.CreateSymbolicLink(world.In("conf/..data"), "..first");
            File.CreateSymbolicLink(world.In("conf/config.yaml"), "..data/config.yaml");
        });
        await world.LooksAsync();
        world.Write("conf/..other/config.yaml", world.Yaml("OTHER"));
        File.SetLastWriteTimeUtc(world.In("conf/..other/config.yaml"), File.GetLastWriteTimeUtc(world.In("conf/..first/config.yaml")));
        Directory.CreateSymbolicLink(world.In("conf/..data_tmp"), "..other");
        Unix.Rename(world.In("conf/..data_tmp"), world.In("conf/..data"));
        Directory.Delete(world.In("conf/..first"), recursive: true);

        await world.LooksAsync();
        await world.GrantsAsync("OTHER", notThis: "FIRST");
    }

    [Fact]
    public async Task A_rotated_secret_file_is_picked_up_and_the_secret_is_told_nobody()
    {
        var rotated = Canary.Make("rotated-secret");
        await using var world = new ReloadWorld(arrange: static world =>
        {
            world.Write("secret", $"{world.ClientSecret.Reveal()}\n");
            world.Write("config.yaml", world.Yaml("FIRST", clientSecret: "'${file:secret}'"));
        });
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        var before = world.Host.Current.Snapshot.Hash;

        world.Own.AddClient("voidkey", rotated);
        world.Write("secret", $"{rotated.Reveal()}\n");
        await world.LooksAsync();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.GrantsAsync("FIRST", notThis: "SECOND");

        Assert.Equal(2, world.Own.TokenRequests);
        Assert.Equal(before, world.Host.Current.Snapshot.Hash);
        Assert.Contains(world.Log.Lines, static line => line.EventId == 1402 && line.Text.Contains("nothing that is not secret", StringComparison.Ordinal));
        Assert.Single(world.Records("reload"));
    }

    [Fact]
    public async Task A_file_that_is_missing_where_it_is_named_is_waited_for()
    {
        await using var world = new ReloadWorld();
        world.Write("config.yaml", world.Yaml("SECOND", clientSecret: "'${file:secret}'"));
        await world.LooksAsync(6);
        await world.GrantsAsync("FIRST", notThis: "SECOND");
        Assert.Equal(1, world.Log.Count(1403));

        world.Write("secret", world.ClientSecret.Reveal());
        await world.LooksAsync();
        await world.GrantsAsync("SECOND", notThis: "FIRST");
    }
}
