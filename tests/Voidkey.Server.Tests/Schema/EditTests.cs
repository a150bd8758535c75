using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Server.Tests.Schema;

/// <summary>However a good configuration is changed in one place, it is refused where the change is, or it means the same.</summary>
public sealed class EditTests(ITestOutputHelper output)
{
    /// <summary>All that are thought of, no two with one result.</summary>
    internal static IReadOnlyList<Edit> Edits { get; } =
        [.. EveryMember.Texts.SelectMany(static text => new MemberEdits(text).All().Concat(TextEdits.All(text)).Where(edit => edit.Text != text).Select(edit => edit with { Before = text })).DistinctBy(static edit => edit.Text)];

    /// <summary>What became of each.</summary>
    internal static Lazy<IReadOnlyList<LoadedConfig>> Outcomes { get; } = new(static () =>
    {
        using var files = new EveryMember();
        return [.. Edits.Select(edit => files.Load(edit.Text))];
    });

    [Fact]
    public void Each_is_refused_at_its_line_or_loads_for_a_reason_and_no_secret_is_told()
    {
        using var files = new EveryMember();
        var good = EveryMember.Texts.ToDictionary(static text => text, text => files.Load(text).Snapshot!.Hash);
        var faults = new List<string>();
        var loads = new List<Edit>();
        foreach (var (edit, loaded) in Edits.Zip(Outcomes.Value))
        {
            var errors = loaded.Problems.Where(static problem => !problem.IsWarning).ToArray();
            if (loaded.Snapshot is { } snapshot)
            {
                loads.Add(edit);
                if (edit.MayLoad is null) faults.Add($"{edit.Name}: loads");
                else if (edit.MayLoad.StartsWith("the same", StringComparison.Ordinal) && snapshot.Hash != good[edit.Before]) faults.Add($"{edit.Name}: does not mean the same");
            }
            else if (!errors.Any(problem => edit.Lines.Contains(problem.Position.Line))) faults.Add($"{edit.Name}: told at {string.Join(" / ", errors.Select(static problem => problem.ToString()))}; expected {string.Join(", ", edit.Lines)}");

            if (loaded.Problems.Any(static problem => problem.ToString().Contains(EveryMember.Secret, StringComparison.Ordinal))) faults.Add($"{edit.Name}: the secret is told");
        }

        output.WriteLine($"{Edits.Count} edits, {Edits.Count - loads.Count} refused, {loads.Count} load:");
        foreach (var reason in loads.GroupBy(static edit => edit.MayLoad)) output.WriteLine($"  {reason.Count()}: {reason.Key}");
        Assert.True(faults.Count == 0, string.Join('\n', faults.Prepend($"{faults.Count} of {Edits.Count}")));
        Assert.True(Edits.Count - loads.Count >= 200);
    }

    [Fact]
    public void A_condition_that_lost_its_colon_and_loads_is_found()
    {
        using var files = new EveryMember();
        var identities = EveryMember.Text[..EveryMember.Text.IndexOf("clientIdentities:", StringComparison.Ordinal)].Count(static c => c == '\n') + 1;
        Edit[] loading = [.. Edits.Zip(Outcomes.Value).Where(one => one.First.Kind == TextEdits.NoColon && one.First.Before == EveryMember.Text && one.First.Lines[1] > identities && one.Second.Snapshot is not null).Select(static one => one.First)];

        Assert.NotEmpty(loading);
        Assert.DoesNotContain(files.FindingsOf(EveryMember.Text), static finding => finding.Code == LintCodes.PlainText);
        Assert.All(loading, edit => Assert.Contains(files.FindingsOf(edit.Text), finding => finding.Code == LintCodes.PlainText && edit.Lines.Contains(finding.Position.Line)));
    }
}
