namespace Voidkey.Demo;

/// <summary>With <c>--keep</c>: leaves everything up, says how to try it, and tells what is seen meanwhile.</summary>
internal static class ByHand
{
    public static async Task InviteAsync(Options options, World world, BrokerProcess broker, Screen screen, CancellationToken ct)
    {
        var tokenFile = Path.Combine(options.Folder, "token");
        WriteForOwnerOnly(tokenFile, world.JobToken().Reveal());
        try
        {
            var cli = options.Cli.EndsWith(".dll", StringComparison.Ordinal) ? $"dotnet '{options.Cli}'" : $"'{options.Cli}'";
            screen.Chapter($"Everything stays up until Ctrl-C. In another shell (the token works for {world.TokenLifetime.TotalMinutes} minutes):");
            screen.Text($"export VOIDKEY_BROKER_URL={broker.Url} VOIDKEY_OIDC_TOKEN=\"$(cat '{tokenFile}')\"");
            screen.Text($"voidkey() {{ {cli} \"$@\"; }}");
            screen.Text();
            screen.Text("voidkey list-keys");
            screen.Text("voidkey whoami");
            screen.Text("voidkey explain AWS_PROD   # what was wanted, and what came");
            screen.Text("voidkey mint AWS_DEPLOY -o json");
            screen.Text("voidkey mint AWS_DEPLOY --duration 12h");
            screen.Text("eval \"$(voidkey mint AWS_DEPLOY)\"");
            screen.Text($"aws sts get-caller-identity --endpoint-url {world.StsEndpoint} --region us-east-1   # if you have it");
            screen.Text($"curl -s -H \"Authorization: Bearer $VOIDKEY_OIDC_TOKEN\" {broker.Url}/v1/credentials/keys");
            screen.Text();
            screen.Text($"Configuration: {broker.ConfigFile}");
            screen.Text($"Audit record:  {broker.AuditFile}");
            screen.Text();

            world.Timeline.Watcher = sight => screen.Text($"seen: {sight}");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        }
        finally
        {
            File.Delete(tokenFile);
        }
    }

    private static void WriteForOwnerOnly(string file, string text)
    {
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.Write(text);
    }
}
