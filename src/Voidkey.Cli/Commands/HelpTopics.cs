using System.Text;

namespace Voidkey.Cli.Commands;

/// <summary>Pages about what many commands share, each on a screen of 80 by 24.</summary>
internal static class HelpTopics
{
    private const int Wide = 40;

    public static IReadOnlyList<string> Names { get; } = ["flags", "environment", "exit-codes", "output", "ci", "tokens", "security"];

    /// <summary>The page of that name, or null.</summary>
    public static string? Of(string name, CommandTree tree) => name switch
    {
        "flags" => HelpText.OfFlags(tree),
        "environment" => Environment(tree),
        "exit-codes" => ExitCodes(),
        "output" => Output,
        "ci" => Ci,
        "tokens" => Tokens(),
        "security" => Security,
        _ => null,
    };

    /// <summary>What each number means, in its order.</summary>
    public static IReadOnlyList<(ExitCode Code, string Meaning)> CodeMeanings { get; } =
    [
        (ExitCode.Ok, "done"),
        (ExitCode.General, "anything without a number of its own"),
        (ExitCode.Usage, "the command line is wrong"),
        (ExitCode.Configuration, "a variable or a configuration file is wrong"),
        (ExitCode.Authentication, "there is no token, or it was not accepted"),
        (ExitCode.Authorization, "what was asked for is not granted to you"),
        (ExitCode.Network, "the broker cannot be reached, or did not answer in time"),
        (ExitCode.Server, "the broker, or the cloud behind it, failed or is busy"),
        (ExitCode.Declined, "a person said no to a login"),
        (ExitCode.NotExecutable, "exec: the command cannot be executed"),
        (ExitCode.NotFound, "exec: the command was not found"),
        (ExitCode.Interrupted, "Ctrl-C"),
    ];

    private static string Environment(CommandTree tree)
    {
        var text = new StringBuilder("A flag wins over its variable, and a variable over configuration files:\n");
        var options = tree.Root.Options.Concat(tree.Verbs.SelectMany(static verb => verb.Options)).OfType<ValueOption>().Where(static option => option.Variables.Count > 0);
        foreach (var same in options.GroupBy(static option => string.Join(", ", option.Variables)))
            HelpText.AppendRow(text, Wide, same.Key, string.Join(", ", same.Select(static option => option.Name).Distinct()));
        return text.Append("""
              VOIDKEY_OIDC_TOKEN, VOIDKEY_TOKEN, OIDC_TOKEN  the token: voidkey help tokens
              VOIDKEY_OIDC_TOKEN_FILE               a file with it
              VOIDKEY_DEBUG                         1 is --debug, http says more
              VOIDKEY_NO_INPUT, CI                  --no-input
              VOIDKEY_NO_COLOR, NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM    --color

            Beside these:
              HOME, USERPROFILE, XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_CACHE_HOME
              PATH, PATHEXT, SHELL, ComSpec         what exec runs, and how
              VISUAL, EDITOR, BROWSER               what config edit and login open
              GITHUB_ENV                            where mint -o github writes
              VOIDKEY_KEYS_ACTIVE                   set by exec in a shell it starts
            What CI systems set: voidkey help ci. An empty variable counts as absent.

            """).ToString();
    }

    private static string ExitCodes()
    {
        var text = new StringBuilder("What a script may branch on; a number never changes its meaning:\n");
        foreach (var (code, meaning) in CodeMeanings) text.Append($"  {(int)code,3}  {meaning}\n");
        return text.Append("""

            Once the command of exec runs, its exit code is the exit code. A no of explain,
            validate and doctor is an answer: it is printed, and the exit code says no.
            On any other failure stdout is empty. For programs, --log-format json says the
            same on stderr with a code:

              voidkey mint AWS_DEPLOY --log-format json

            """).ToString();
    }

    private const string Output = """
        Formats of mint, each quoted for who reads it:
          env                 eval "$(voidkey mint KEY)" in sh, dash, bash, zsh, ksh
          fish                voidkey mint KEY -o fish | source
          powershell          voidkey mint KEY -o powershell | Invoke-Expression
          nushell             a file for: source creds.nu
          cmd                 a batch file for: call creds.cmd
          dotenv              .env files
          docker-env          docker run --env-file
          json, yaml-full     keys with credentials, expiry and provider
          json-flat, yaml     variables and values
          terraform-external  the external data source of Terraform
          aws-credentials     sections of ~/.aws/credentials
          github              a step of GitHub Actions: masks, then GITHUB_ENV
          azure-pipelines     a step of Azure Pipelines
          template=NAME|FILE  a text of your own: docs/cli.md, "Templates"

        Lists: table, json, yaml, name. Answers such as whoami's: text, json.

        stdout is data, and empty on any failure. A value that a format cannot carry is
        an error. One value alone: mint --field NAME -n. A file for you alone:
        --out-file PATH. Other names: --prefix P, --map NEW=OLD.

        """;

    private const string Ci = """
        A job gets its token by itself; what it must say:
          github           permissions: id-token: write
          gitlab           id_tokens: { VOIDKEY_ID_TOKEN: { aud: AUDIENCE } }
          circleci         a context; uses its program, or CIRCLE_OIDC_TOKEN_V2
          buildkite        nothing; buildkite-agent must be on the PATH
          bitbucket        oidc: true (BITBUCKET_STEP_OIDC_TOKEN)
          azure-pipelines  env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }
          terraform-cloud  TFC_WORKLOAD_IDENTITY_AUDIENCE in the workspace
          kubernetes       a projected token at /var/run/secrets/voidkey/token
          spiffe           SPIFFE_ENDPOINT_SOCKET: the Workload API there is asked
          gcp              nothing: the metadata server of the machine is asked

        Then, in a step:
          voidkey exec AWS_DEPLOY -- ./deploy.sh
          voidkey mint AWS_DEPLOY -o github             for the steps that follow
          voidkey mint AWS_DEPLOY -o azure-pipelines    the same there

        Which one it is, and for whom the token: voidkey token --debug
        What is wrong with it: voidkey doctor
        What to branch on: voidkey help exit-codes

        """;

    private static string Tokens()
    {
        var text = new StringBuilder("Flags that say who you are, of every command that needs a token:\n");
        foreach (var option in new IdentityOptions().All) HelpText.AppendOption(text, HelpText.WideColumn, option);
        return text.Append("""

            Without any, the first of these that is there:
              VOIDKEY_OIDC_TOKEN, VOIDKEY_OIDC_TOKEN_FILE, VOIDKEY_TOKEN, OIDC_TOKEN
              github, gitlab, circleci, buildkite, bitbucket, azure-pipelines,
              terraform-cloud: what the job was given; see voidkey help ci
              kubernetes, spiffe, gcp: what the cluster or the machine was given
              login: a person who has logged in, with voidkey login

            A source that is here and lacks something is an error that names it.
            GITHUB_TOKEN is never sent: it is a repository credential, no OIDC token.
            A program that prints a token is a source of token_sources in a configuration
            file, and is asked with --source NAME.

            See which one it is: voidkey token --debug. Its claims: voidkey token --decode.

            """).ToString();
    }

    private const string Security = """
        What voidkey does for you:
          stdout is data, quoted for its reader, and empty on any failure.
          Variables that make programs run code (PATH, LD_PRELOAD, …) are refused.
          What a broker says is shown with its control characters made visible.
          Tokens are never shown, and are sent to the broker alone: no redirect is
          followed, and plain http is for this machine (or --insecure-http).
          A .voidkey.yaml of a clone chooses no broker and runs no program until you
          have read it and run: voidkey config trust
          Credentials are kept nowhere. exec hands them to one command.

        What is left to you:
          --token JWT shows the token in ps; use --token-file, or --token - (stdin).
          eval "$(voidkey mint …)" keeps credentials in your shell; exec does not.
          A file of --out-file is as safe as its folder. Delete it when done.
          Whoever may run your command, or read its memory, has its credentials.

        """;
}
