using Voidkey.Cli.Tests.Harness;

namespace Voidkey.Cli.Tests;

public sealed class TranscriptTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Transcripts");

    public static TheoryData<string> All => [.. Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    [Theory, MemberData(nameof(All))]
    public async Task The_command_line_behaves_as_written_in(string name) =>
        await new Transcript(await File.ReadAllTextAsync(Path.Combine(Folder, $"{name}.txt"), TestContext.Current.CancellationToken)).PlayAsync();
}
