using System.CommandLine;
using Voidkey.Cli.Configuration;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Commands;

/// <summary>One run of one command: what was asked for, on the command line first, then in the environment, then in files.</summary>
internal sealed class Invocation(ParseResult parse, Verb verb, GlobalOptions globals, Surroundings surroundings, Messages messages)
{
    public ParseResult Parse => parse;
    public GlobalOptions Globals => globals;
    public Surroundings Surroundings => surroundings;
    public Messages Messages => messages;

    /// <summary>When the command must be done.</summary>
    public DateTimeOffset Deadline { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>What stdout is written on.</summary>
    public Paper Paper => field ??= surroundings.OutputIsTerminal ? new Paper(surroundings.Width(), OutputPalette) : Paper.Plain with { Palette = OutputPalette };

    private Palette OutputPalette => ColorChoice.Of(parse, globals, surroundings, surroundings.OutputIsTerminal);

    /// <summary>What to say when it is not.</summary>
    public string WaitingFor { get; set; } = "the command did not finish";

    public bool Has(Switch option) => parse.GetResult(option) is { Implicit: false } || option.Variables.Any(IsOn);

    /// <summary>Whether somebody is there to be asked: not in a pipe, not in a CI system.</summary>
    public bool MayAsk => surroundings.InputIsTerminal && !Has(globals.NoInput) && !IsOn("CI");

    /// <summary>Whether every answer of the broker is told on stderr.</summary>
    public bool TracesHttp => InEnvironment("VOIDKEY_DEBUG")?.Value == "http";

    /// <summary>All values of a flag, in the order given.</summary>
    public IReadOnlyList<string> Values(ValueOption option) =>
        parse.GetResult(option) is { Implicit: false } result ? [.. result.Tokens.Select(t => t.Value)] : [];

    public Setting? OnCommandLine(ValueOption option) =>
        Values(option) is [var value, ..] ? new Setting(value, option.Name, verb.Name) : null;

    /// <summary>An empty variable counts as absent, as in most tools.</summary>
    public Setting? InEnvironment(string name) =>
        surroundings.Variable(name) is { Length: > 0 } value ? new Setting(value, name, null) : null;

    /// <summary>What the configuration files say.</summary>
    public Config Config { get; set; } = Config.None;

    public Setting? Find(ValueOption option) =>
        OnCommandLine(option)
        ?? Config.BeforeVariables(option.Member)
        ?? option.Variables.Select(InEnvironment).FirstOrDefault(s => s is not null)
        ?? Config.AfterVariables(option.Member);

    /// <summary>What keeps us from asking a person for anything; null: nothing.</summary>
    public string? NobodyToAsk => Has(Globals.NoInput) ? IsOn("VOIDKEY_NO_INPUT") ? "VOIDKEY_NO_INPUT is set" : Globals.NoInput.Name : IsOn("CI") ? "CI is set" : null;

    public Failure Usage(string message) => Failure.Usage(message, verb.Name);

    private bool IsOn(string variable) => InEnvironment(variable)?.Value is not (null or "0" or "false");
}
