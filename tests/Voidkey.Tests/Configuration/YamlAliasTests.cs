using System.Text;
using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>Anchors, aliases and merge keys are read; what grows without bounds is refused before it has grown.</summary>
public sealed class YamlAliasTests
{
    [Fact]
    public void An_alias_stands_for_what_it_names()
    {
        var loaded = ConfigFolder.LoadOnce(Yaml.With("arn:aws:iam::123456789012:role/Deploy", "&arn arn:aws:iam::123456789012:role/Deploy")
            .Replace("default: ci", "  - {subject: b, idp: ci, keys: {A: {provider: aws-prod, roleArn: *arn}}}", StringComparison.Ordinal));

        Assert.Empty(loaded.Problems);
    }

    [Fact]
    public void What_a_mapping_says_itself_wins_over_what_it_merges()
    {
        var loaded = ConfigFolder.LoadOnce(Yaml.With("AWS_DEPLOY:\n", "AWS_DEPLOY: &deploy\n")
            .Replace("default: ci", "  - {subject: b, idp: ci, keys: {A: {<<: *deploy, duration: 1000}, B: {<<: [{duration: 1100}, *deploy]}}}", StringComparison.Ordinal));

        Assert.Equal([1000, 1100], loaded.Snapshot!.Identities[1].Keys.Select(static key => (int)key.Lifetime.TotalSeconds));
        Assert.Equal(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], loaded.Snapshot.Identities[1].Keys[0].Outputs.Names);
    }

    [Fact]
    public void What_is_wrong_in_a_merged_member_is_told_where_it_is_written()
    {
        var (text, line, column) = Yaml.Marked(Yaml.With("AWS_DEPLOY:\n", "AWS_DEPLOY: &deploy\n").Replace("duration: 900", "duration: §1", StringComparison.Ordinal)
            .Replace("default: ci", "  - {subject: b, idp: ci, keys: {A: {<<: *deploy}}}", StringComparison.Ordinal));
        var problems = ConfigFolder.LoadOnce(text).Problems;

        Assert.Equal(["clientIdentities[0].keys.AWS_DEPLOY.duration", "clientIdentities[1].keys.A.duration"], problems.Select(static problem => problem.Path));
        Assert.All(problems, problem => Assert.Equal((line, column), (problem.Position.Line, problem.Position.Column)));
    }

    [Fact]
    public void A_quoted_merge_key_is_a_member_like_any_other() =>
        Assert.Equal(ConfigCodes.UnknownMember, Assert.Single(ConfigFolder.LoadOnce(Yaml.Good + "'<<': {default: ci}\n").Problems).Code);

    [Theory]
    [InlineData("[*{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}, *{0}]")]
    [InlineData("{{x: *{0}, y: *{0}, z: *{0}}}")]
    [InlineData("{{<<: [*{0}], n{1}: {{a: *{0}, b: *{0}}}}}")]
    public void Billions_of_laughs_are_refused_before_they_are_laughed(string level)
    {
        var bomb = new StringBuilder("l0: &l0 {a: lol}\n");
        for (var i = 1; i <= 60; i++) bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"l{i}: &l{i} ").AppendFormat(System.Globalization.CultureInfo.InvariantCulture, level, $"l{i - 1}", i).Append('\n');
        var before = GC.GetAllocatedBytesForCurrentThread();
        var problem = Assert.Single(ConfigFolder.LoadOnce(bomb.ToString()).Problems);

        Assert.Contains("aliases", problem.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void A_shared_node_many_times_is_refused_by_the_sum()
    {
        var text = $"a: &a [{string.Join(", ", Enumerable.Repeat("x", 1000))}]\n{string.Concat(Enumerable.Range(0, 101).Select(static i => $"b{i}: *a\n"))}";

        Assert.Contains("add more than 100000 nodes", Assert.Single(ConfigFolder.LoadOnce(text).Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void Depth_is_bounded(string open, string close)
    {
        foreach (var depth in new[] { 40, 100_000 })
        {
            var problem = Assert.Single(ConfigFolder.LoadOnce($"a: {string.Concat(Enumerable.Repeat(open, depth))}{string.Concat(Enumerable.Repeat(close, depth))}\n").Problems);
            Assert.Equal((ConfigCodes.Yaml, "nested more than 32 levels deep"), (problem.Code, problem.Message));
        }
    }

    [Fact]
    public void Depth_by_indentation_is_bounded()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(static i => $"{new string(' ', i)}a:\n"));

        Assert.Equal("nested more than 32 levels deep", Assert.Single(ConfigFolder.LoadOnce(text).Problems).Message);
    }

    [Fact]
    public void A_file_above_64_mebibytes_is_refused_unread()
    {
        using var folder = new ConfigFolder();
        using (var file = File.Create(Path.Combine(folder.Path, "config.yaml"))) file.SetLength((64L << 20) + 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var problem = Assert.Single(folder.LoadPath("config.yaml").Problems);

        Assert.Equal((ConfigCodes.Unreadable, "this file is larger than 67108864 bytes"), (problem.Code, problem.Message));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void A_device_without_end_is_refused_at_the_same_size()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no /dev/zero");
        using var folder = new ConfigFolder();

        Assert.Equal("this file is larger than 67108864 bytes", Assert.Single(folder.LoadPath("/dev/zero").Problems).Message);
    }
}
