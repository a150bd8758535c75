using System.Diagnostics;
using Voidkey.Server.Hosting;
using Xunit;

namespace Voidkey.Server.Tests.Schema;

/// <summary>A server as a process of its own does not start with a configuration that was changed for the worse.</summary>
public sealed class EditProcessTests(ITestOutputHelper output)
{
    private const int AtLeast = 48;

    // Seconds of the processor, so that a busy machine does not decide. Who serves uses few and does not end: that is what the patience is for.
    private const string Limited = "ulimit -t 5; exec dotnet \"$@\"";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task None_starts_a_server_and_none_tells_the_secret()
    {
        using var files = new EveryMember();
        Edit[] refused = [.. EditTests.Edits.Where(static edit => edit.MayLoad is null)];
        Edit[] some = [.. refused.Where((_, i) => i % (refused.Length / AtLeast) == 0)];
        Assert.True(some.Length >= AtLeast);

        await Parallel.ForEachAsync(some.Index(), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken }, async (edit, ct) =>
        {
            var (exitCode, said) = await RunAsync(["--config", files.Write($"{edit.Index}.yaml", edit.Item.Text), "--urls", "http://127.0.0.1:0"], ct);

            Assert.True(exitCode == ServerCommand.BadConfiguration, $"{edit.Item.Name}: {exitCode}\n{said}");
            Assert.Matches("VK1[0-9]{3}", said);
            Assert.DoesNotContain("Listening", said, StringComparison.Ordinal);
            Assert.DoesNotContain(EveryMember.Secret, said, StringComparison.Ordinal);
        });
        output.WriteLine($"{some.Length} of {refused.Length} edits, of {some.Select(static edit => edit.Kind).Distinct().Count()} kinds");
    }

    [Fact]
    public async Task Unchanged_it_starts_one()
    {
        using var files = new EveryMember();
        await using var server = await ServerProcess.StartAsync(files.Write("config.yaml", EveryMember.Text));
        server.Signal(ServerProcess.Terminate);

        Assert.Equal(0, await server.ExitAsync());
        Assert.DoesNotContain(EveryMember.Secret, server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_is_printed_and_nothing_else()
    {
        Assert.Equal((0, PublishedSchema.Text), await RunAsync(["schema"], TestContext.Current.CancellationToken));
        Assert.Equal((ServerCommand.Usage, "voidkey-server: schema takes nothing; see voidkey-server --help\n"), await RunAsync(["schema", "config.yaml"], TestContext.Current.CancellationToken));
    }

    private static async Task<(int ExitCode, string Said)> RunAsync(string[] arguments, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Limited, "sh", Path.Combine(AppContext.BaseDirectory, "voidkey-server.dll"), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, string.Concat(said));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
