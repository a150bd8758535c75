namespace Voidkey.Cli.Setup;

/// <summary>What belongs into a file of a repository, or is done by hand: it is shown, and nobody writes it.</summary>
internal static class Snippets
{
    public static string GitHubActions(SetupOrder order) => $$"""
        # a job of .github/workflows/*.yaml
        permissions:
          id-token: write
          contents: read
        steps:
          - run: voidkey exec {{order.Key}}{{Flag(order)}} -- ./deploy.sh
          # or, for all steps that follow:
          - run: voidkey mint {{order.Key}}{{Flag(order)}} -o github

        """;

    public static string GitLab(SetupOrder order) => $$"""
        # a job of .gitlab-ci.yml; aud is what the broker expects: voidkey doctor
        deploy:
          id_tokens:
            VOIDKEY_ID_TOKEN:
              aud: voidkey
          script:
            - voidkey exec {{order.Key}}{{Flag(order)}} -- ./deploy.sh

        """;

    /// <remarks>gcloud asks no program for an access token: it reads a variable or a file.</remarks>
    public static string Gcloud(SetupOrder order) => $$"""
        # one command:
        voidkey exec {{order.Key}}{{Flag(order)}} -- gcloud storage ls
        # or a file, to be written again when its token has ended:
        mkdir -p -m 700 ~/.voidkey
        voidkey mint {{order.Key}}{{Flag(order)}} --field CLOUDSDK_AUTH_ACCESS_TOKEN -n --out-file ~/.voidkey/gcloud-token
        gcloud config set auth/access_token_file ~/.voidkey/gcloud-token

        """;

    public static string Direnv(SetupOrder order) => $"eval \"$(voidkey mint {order.Key}{Flag(order)})\"";

    /// <param name="shell">bash, zsh or fish.</param>
    public static string Completion(string shell) => shell == "fish" ? "command -q voidkey; and voidkey completion fish | source" : $"command -v voidkey >/dev/null && source <(voidkey completion {shell})";

    private static string Flag(SetupOrder order) => order.Environment is null ? "" : $" --env {order.Environment}";
}
