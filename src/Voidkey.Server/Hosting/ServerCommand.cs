using System.Diagnostics.CodeAnalysis;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Http;
using Voidkey.Server.Requests;
using Voidkey.Server.Verbs;

namespace Voidkey.Server.Hosting;

/// <summary>The command line of <c>voidkey-server</c>.</summary>
/// <remarks>Exit codes: 0 done, 1 cannot run, 2 usage, 3 the configuration is wrong; of <c>explain</c> also 4 token not accepted, 5 denied.</remarks>
internal static class ServerCommand
{
    public const int Failed = 1;
    public const int Usage = 2;
    public const int BadConfiguration = 3;
    public const int NotAccepted = 4;
    public const int Denied = 5;

    public const string NoConfiguration = "voidkey-server: there is no configuration: give --config FILE, or set CONFIG_PATH, or make ./config/ or /etc/voidkey/";

    private const string Help =
        """
        voidkey-server: trades OIDC tokens for short-lived cloud credentials

          voidkey-server                          run, with the configuration found (see below)
          voidkey-server --config FILE|DIR        run, with this one
          voidkey-server check [--strict] FILE|DIR
                                                  say everything that is wrong with a configuration, and what looks wrong
                                                  in one that works; exit code 0 or 3
          voidkey-server schema                   print the JSON Schema of the configuration, for editors
          voidkey-server healthcheck [--urls URL] [--config FILE|DIR]
                                                  ask the server on this machine whether it is ready; exit code 0 or 1
          voidkey-server explain --token-file FILE|- [--config FILE|DIR] [--client-address IP] KEY
                                                  say whether this token may have the key, and how near every identity is
          voidkey-server explain --request-id ID --audit-file FILE|-
                                                  the same of a mint that was asked for, from its record
          voidkey-server test FILE|DIR…           run the tests of each configuration; exit code 0, or 1 where one fails
          voidkey-server diff OLD NEW             say which grants and test outcomes change; exit code 0, or 1 where one does
          voidkey-server audit verify FILE…       say whether audit files are what was written: exit code 0, 1 where something is
                                                  missing or changed, 3 where there is nothing to verify

        Options
          --config FILE|DIR   CONFIG_PATH, CONFIG_DIR; else ./config/, /etc/voidkey/
          --urls URL[;URL]    ASPNETCORE_URLS, VOIDKEY_LISTEN, PORT; else server.urls; else 127.0.0.1:3000, https
                              where there is a server.certificateFile
          --strict            check fails (3) on warnings and findings too
          --stub-missing      check, test, diff: placeholders for variables and secret files that are not there
          --junit FILE|-      test: also write a JUnit report
          --filter TEXT       test: only tests whose name contains this
          --allow-empty       test: having no tests is no failure
          --format text|json  diff: for people (the default) or for programs
          --key PUBLIC.pem    audit verify: check the signatures with this key, or these
          --json              audit verify: for programs
          --version, --help

        A changed configuration is loaded within a few seconds, and at once on SIGHUP; one with anything wrong is not.

        Exit codes: 0 done, 1 cannot run, 2 usage, 3 the configuration is wrong; of explain also 4 the token is not accepted, 5 denied
        """;

    public static async Task<int> RunAsync(string[] args, ProviderTypes providers)
    {
        var environment = ConfigEnvironment.OfProcess();
        if (!ServerArguments.TryParse(args, out var arguments, out var fault))
        {
            await Console.Error.WriteLineAsync($"voidkey-server: {fault}; see voidkey-server --help");
            return Usage;
        }

        switch (arguments.Verb)
        {
            case ServerVerb.Help:
                await Console.Out.WriteLineAsync(Help);
                return 0;
            case ServerVerb.Version:
                await Console.Out.WriteLineAsync($"voidkey-server {ServerVersion.Text}");
                return 0;
            case ServerVerb.Check:
                return new CheckCommand(Console.Out, Console.Error, environment, providers, TimeProvider.System).Run(arguments.Config!, arguments.IsStrict, arguments.StubsMissing);
            case ServerVerb.Schema:
                await Console.Out.WriteAsync(ConfigSchema.Text);
                return 0;
            case ServerVerb.HealthCheck:
                return await CheckHealthAsync(arguments, environment, providers);
            case ServerVerb.Explain:
                return await ExplainAsync(arguments.Question!, environment, providers);
            case ServerVerb.Test:
                return new TestCommand(Console.Out, Console.Error, environment, providers, TimeProvider.System).Run(arguments.Test!);
            case ServerVerb.Diff:
                return new DiffCommand(Console.Out, Console.Error, environment, providers, TimeProvider.System).Run(arguments.Diff!);
            case ServerVerb.Audit:
                return new AuditCommand(Console.Out, Console.Error).Run(arguments.Audit!);
            default:
                return await ServeAsync(arguments, environment, providers);
        }
    }

    private static async Task<int> ExplainAsync(ExplainArguments question, ConfigEnvironment environment, ProviderTypes providers)
    {
        using var http = new OutboundHttp();
        using var limit = RequestDeadline.Start(TimeProvider.System);
        var command = new ExplainCommand(Console.Out, Console.Error, Console.OpenStandardInput, environment, providers, http, TimeProvider.System);
        return question.RequestId is null ? await command.OfTokenAsync(question, limit.Token) : await command.OfRecordAsync(question, CancellationToken.None);
    }

    // Where the server listens, the file may say; but a server that runs has read another version of it already, so one that is wrong now says nothing.
    private static async Task<int> CheckHealthAsync(ServerArguments arguments, ConfigEnvironment environment, ProviderTypes providers)
    {
        using var http = new OutboundHttp();
        var path = arguments.Config ?? ConfigLocation.Find(environment);
        var settings = path is null ? null : ConfigLoader.Load(path, environment, providers.CreateProviders(http, TimeProvider.System), providers.CreateValidators(http, TimeProvider.System)).Snapshot?.Settings;
        using var limit = new CancellationTokenSource(HealthCheckCommand.Limit);
        if (TryListen(arguments, environment, settings, out var listening, out var fault)) return await new HealthCheckCommand(Console.Out, Console.Error).RunAsync(listening, limit.Token);

        await Console.Error.WriteLineAsync(Printable.Line($"voidkey-server: {fault}"));
        return Usage;
    }

    private static bool TryListen(ServerArguments arguments, ConfigEnvironment environment, ServerSettings? settings, [NotNullWhen(true)] out Listening? listening, [NotNullWhen(false)] out string? fault)
    {
        listening = null;
        if (!Listener.TryResolve(arguments.Urls, environment, settings?.Urls ?? [], settings?.Tls is not null, out var urls, out fault)) return false;
        if (!Listener.TryParse(settings?.ManagementUrls ?? [], settings?.Tls is not null, out var managementUrls, out fault)) return false;

        listening = new Listening(urls, managementUrls, settings?.Tls);
        return true;
    }

    private static async Task<int> ServeAsync(ServerArguments arguments, ConfigEnvironment environment, ProviderTypes providers)
    {
        if ((arguments.Config ?? ConfigLocation.Find(environment)) is not { } path)
        {
            await Console.Error.WriteLineAsync(NoConfiguration);
            return BadConfiguration;
        }

        // Before anything is read: what changes from here on is asked for by a SIGHUP that counts.
        HangUp.Listen();
        using var http = new OutboundHttp();
        var source = new ConfigSource(path, environment, providers.CreateProviders(http, TimeProvider.System), providers.CreateValidators(http, TimeProvider.System));
        var loaded = source.Load();
        Report(loaded.Problems);
        if (loaded.Snapshot is not { } snapshot) return BadConfiguration;
        if (!TryListen(arguments, environment, snapshot.Settings, out var listening, out var fault))
        {
            await Console.Error.WriteLineAsync(Printable.Line($"voidkey-server: {fault}"));
            return Usage;
        }

        return await ServerHost.RunAsync(source, loaded, http, listening);
    }

    private static void Report(IReadOnlyList<ConfigProblem> problems)
    {
        foreach (var problem in problems) Console.Error.WriteLine(problem);
    }
}
