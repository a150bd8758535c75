using System.Text;
using Voidkey.Cli.Commands;
using Voidkey.Testing;

namespace Voidkey.Cli.Tests.Harness;

/// <summary>What a run left behind.</summary>
internal sealed record Ran(int Exit, string Output, string Errors, IReadOnlyList<Heard> Requests);

/// <summary>Runs the command line in this process, with every part of the outside world replaced.</summary>
internal sealed class Terminal
{
    public Dictionary<string, string> Environment { get; } = [];
    public string Input { get; init; } = "";
    public bool InputIsTerminal { get; set; }
    public bool OutputIsTerminal { get; set; }
    public bool ErrorsAreTerminal { get; set; }
    public VirtualTime Time { get; } = new();
    public VirtualFiles Files { get; } = new();
    public VirtualPrograms Programs { get; } = new();
    public VirtualOutputFiles OutputFiles { get; } = new();
    public VirtualPrivateFiles PrivateFiles { get; init; } = new();
    public VirtualKeyring Keyring { get; init; } = new();

    /// <summary>A real clock, where real sockets or threads are waited for.</summary>
    public TimeProvider? Clock { get; init; }
    public VirtualProcess Process => field ??= new VirtualProcess(Environment);
    public Action<byte[]>? WriteOutput { get; init; }

    /// <summary>Called when something was said on stderr.</summary>
    public Action? AfterErrors { get; init; }

    /// <summary>The same, with what was said.</summary>
    public Action<string>? Heard { get; init; }

    public CancellationToken Interrupt { get; init; } = TestContext.Current.CancellationToken;

    /// <summary>A real connection instead of canned answers.</summary>
    public Func<TimeSpan, HttpMessageHandler>? Connect { get; init; }

    /// <summary>With a token in the environment, as most runs have.</summary>
    public static Terminal WithToken(string token = "subject.token.canary") => new() { Environment = { ["VOIDKEY_OIDC_TOKEN"] = token } };

    public static Task<Ran> RunAsync(string args, params CannedAnswer[] answers) => WithToken().RunAsync(args.Split(' '), answers);

    public async Task<Ran> RunAsync(string[] args, params IReadOnlyList<CannedAnswer> answers)
    {
        var output = new MemoryStream();
        var errors = new MemoryStream();
        using var broker = new FakeBroker(Time, answers);
        var surroundings = new Surroundings(
            WriteOutput ?? (data => output.Write(data)),
            data =>
            {
                errors.Write(data);
                AfterErrors?.Invoke();
                Heard?.Invoke(Encoding.UTF8.GetString(data));
            },
            () => new MemoryStream(Encoding.UTF8.GetBytes(Input)),
            name => Environment.GetValueOrDefault(name),
            OutputIsTerminal,
            ErrorsAreTerminal,
            Clock ?? Time,
            Connect ?? (_ => broker))
        {
            Files = Files,
            Programs = Programs,
            InputIsTerminal = InputIsTerminal,
            Process = Process,
            OutputFiles = OutputFiles,
            PrivateFiles = PrivateFiles,
            Keyring = Keyring,
        };
        if (Environment.GetValueOrDefault("VOIDKEY_OIDC_TOKEN") is { } token) CanaryFolder.Note("subject token", token);
        var exit = await CommandLine.RunAsync(args, surroundings, Interrupt);
        CanaryFolder.Said("the command line's standard error", Encoding.UTF8.GetString(errors.ToArray()));
        return new Ran((int)exit, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(errors.ToArray()), broker.Requests);
    }
}
