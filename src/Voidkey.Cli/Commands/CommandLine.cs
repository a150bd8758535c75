using System.CommandLine;
using System.Text;
using Voidkey.Cli.Completion;
using Voidkey.Cli.Configuration;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Commands;

/// <summary>Runs one command line. The only place that writes to stdout, and only after everything else went well.</summary>
internal static class CommandLine
{
    private const long DefaultTimeoutSeconds = 30;

    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> args, Surroundings surroundings, CancellationToken ct)
    {
        var tree = new CommandTree();
        if (args is [CompletionCommand.Ask, ..]) return Print(string.Concat((await new Completer(tree, surroundings).ForAsync([.. args.Skip(1)], ct)).Select(static word => $"{word}\n")), surroundings.WriteOutput);

        var parse = tree.Parse(args);
        var verb = parse.CommandResult.Command as Verb;
        var logFormat = parse.GetResult(tree.Globals.LogFormat)?.Tokens is [.., var last] ? last.Value : "text";
        var messages = new Messages(surroundings.WriteErrors, logFormat == "json", VerbosityOf(parse, tree.Globals, surroundings) ?? Verbosity.Notes, ColorChoice.Of(parse, tree.Globals, surroundings, surroundings.ErrorsAreTerminal))
        {
            Animates = surroundings.Animates && ColorChoice.IsCapable(surroundings),
        };

        var result = await RunAsync();
        if (result.TryGet(out var printout, out var failure))
        {
            var exit = Print(printout.Text, surroundings.WriteOutput, messages);
            if (exit == ExitCode.Ok && printout.Appended is { } appended) exit = Append(appended.File, appended.Text, messages);
            if (exit != ExitCode.Ok) return exit;
            foreach (var note in printout.Notes) messages.Show(note);
            if (printout is { Successor: null, Then: null }) return printout.Exit;
            if ((await GoOnAsync(printout)).TryGet(out var end, out failure)) return end;
        }

        messages.Fail(failure);
        return failure.Exit;

        async Task<Result<ExitCode>> GoOnAsync(Printout printout)
        {
            // Whoever pressed Ctrl-C by now does not want it to begin.
            if (ct.IsCancellationRequested) return Interrupted();
            if (printout.Successor is { } successor) return surroundings.Process.Become(successor);
            try
            {
                return await printout.Then!(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return Interrupted();
            }
        }

        async Task<Result<Printout>> RunAsync()
        {
            if (Has(parse, tree.Globals.Help)) return new Printout(verb is null ? HelpText.Of(tree) : HelpText.Of(verb));
            if (Has(parse, tree.Version)) return new Printout(VersionCommand.Text());
            if (new UsageCheck(tree, parse).FirstFailure() is { } wrong) return wrong;
            if (parse.GetResult(tree.Globals.Color)?.Tokens is [.., var color] && !ColorChoice.Names.Contains(color.Value)) return Failure.Usage("--color is auto, always or never", verb!.Name);
            if (logFormat is not ("text" or "json")) return Failure.Usage("--log-format is text or json", verb!.Name);

            return await WithinTimeoutAsync(verb!, new Invocation(parse, verb!, tree.Globals, surroundings, messages), ct);
        }
    }

    /// <summary>Writes data to stdout as a whole. A reader that went away or a full disk is a failure.</summary>
    public static ExitCode Print(string text, Action<byte[]> write, Messages? messages = null)
    {
        try
        {
            write(Encoding.UTF8.GetBytes(text));
            return ExitCode.Ok;
        }
        catch (IOException e)
        {
            messages?.Fail(new Failure(ExitCode.General, FailureCodes.WriteFailed, "the output could not be written", e.Message));
            return ExitCode.General;
        }
    }

    private static ExitCode Append(Stream file, string text, Messages messages)
    {
        using var _ = file;
        return Print(text, data => file.Write(data), messages);
    }

    private static async Task<Result<Printout>> WithinTimeoutAsync(Verb verb, Invocation invocation, CancellationToken ct)
    {
        if (!Limit(verb, invocation).TryGet(out var seconds, out var failure)) return failure;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), invocation.Surroundings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var start = invocation.Surroundings.Time.GetUtcNow();
        invocation.Deadline = start.AddSeconds(seconds);
        try
        {
            if (verb.UsesConfig && await ConfigureAsync(invocation, either.Token) is { } wrong) return wrong;

            // Files may set the limit too, and reading them is already within one.
            if (!Limit(verb, invocation).TryGet(out var limit, out failure)) return failure;
            if (limit != seconds) deadline.CancelAfter(TimeSpan.FromSeconds(limit));
            (seconds, invocation.Deadline) = (limit, start.AddSeconds(limit));
            return await verb.RunAsync(invocation, either.Token);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return Interrupted();
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new Failure(
                ExitCode.Network,
                FailureCodes.Timeout,
                $"{invocation.WaitingFor} within {Durations.Format(seconds)}",
                Hint: "try again, or allow more with --timeout");
        }
    }

    private static Result<long> Limit(Verb verb, Invocation invocation)
    {
        if (verb.OwnLimitSeconds is { } own && invocation.OnCommandLine(invocation.Globals.Timeout) is null) return own;
        if (invocation.Find(invocation.Globals.Timeout) is not { } setting) return DefaultTimeoutSeconds;
        return Durations.ParseSeconds(setting.Value) is { } seconds and <= 86_400 ? seconds : setting.Wrong($"{setting.Origin} is a length of time from 1s to 24h, like 90, 30s or 1m");
    }

    private static async Task<Failure?> ConfigureAsync(Invocation invocation, CancellationToken ct)
    {
        if (!(await new ConfigLoader(invocation).LoadAsync(ct)).TryGet(out var config, out var failure)) return failure;
        invocation.Config = config;
        if (VerbosityOf(invocation.Parse, invocation.Globals, invocation.Surroundings) is null) invocation.Messages.Verbosity = VerbosityOf(config);
        if (invocation.OnCommandLine(invocation.Globals.LogFormat) is null) invocation.Messages.InJson = invocation.Find(invocation.Globals.LogFormat)?.Value == "json";
        foreach (var file in config.Files) invocation.Messages.Debug($"configuration: {file.Path}");
        return null;
    }

    /// <summary>As flags and variables have it; null: they do not say. Who asks for silence gets it.</summary>
    private static Verbosity? VerbosityOf(ParseResult parse, GlobalOptions globals, Surroundings surroundings)
    {
        if (Has(parse, globals.Quiet)) return Verbosity.Errors;
        if (Has(parse, globals.Debug)) return Verbosity.Debug;
        if (Has(parse, globals.Verbose)) return Verbosity.Verbose;
        return surroundings.Variable("VOIDKEY_DEBUG") is { Length: > 0 } variable ? variable is "0" or "false" ? Verbosity.Notes : Verbosity.Debug : null;
    }

    private static Verbosity VerbosityOf(Config config) => config.AfterVariables("debug")?.Value == "true"
        ? Verbosity.Debug
        : config.AfterVariables("logging.level") is { } level ? VerbosityNames.Of(level.Value) : Verbosity.Notes;

    private static Failure Interrupted() => new(ExitCode.Interrupted, FailureCodes.Interrupted, "interrupted");

    private static bool Has(ParseResult parse, Switch option) => parse.GetResult(option) is { Implicit: false };
}
