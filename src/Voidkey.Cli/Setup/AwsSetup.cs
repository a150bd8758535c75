namespace Voidkey.Cli.Setup;

/// <summary>A profile of <c>~/.aws/config</c> that gets its credentials from us.</summary>
internal static class AwsSetup
{
    private const string Member = "credential_process";

    /// <summary>Where else a profile may have its credentials from. Two of them would leave it to the tool which one counts.</summary>
    private static readonly string[] Others =
        ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "role_arn", "source_profile", "credential_source", "web_identity_token_file", "sso_session", "sso_start_url", "sso_account_id", "login_session"];

    public static string Shown(SetupOrder order) => $"[{HeaderOf(order)}]\n{LineOf(order)}\n";

    public static Result<string> Edit(string path, string before, SetupOrder order)
    {
        var (file, line) = (new IniFile(before), LineOf(order));
        if (file.FirstStrange is { } strange) return SetupFiles.Refused(path, $"line {strange} is not understood");

        var header = HeaderOf(order);
        var found = file.Find(text => string.Join(' ', text.Split(' ', '\t').Where(word => word.Length > 0)).Replace("\"", "", StringComparison.Ordinal) == header);
        if (found.Count > 1) return SetupFiles.Refused(path, $"[{header}] stands there twice");
        if (found.Count == 0)
        {
            file.Append($"[{header}]", line);
            return file.ToString();
        }

        var body = file.Body(found[0]);
        var names = body.Select(text => text.Split('=')[0].Trim()).ToList();
        if (names.IndexOf(Member) is var index and >= 0) return Words(body[index]) == Words(line) ? before : SetupFiles.Refused(path, $"[{header}] has another {Member}", "choose another --name");
        if (names.Intersect(Others).FirstOrDefault() is { } other) return SetupFiles.Refused(path, $"[{header}] has {other}, so its credentials come from elsewhere", "choose another --name");
        file.InsertBehind(found[0], line);
        return file.ToString();
    }

    private static string HeaderOf(SetupOrder order) => order.Name == "default" ? "default" : $"profile {order.Name}";

    private static string LineOf(SetupOrder order) => $"{Member} = {order.CommandLine("aws")}";

    private static string Words(string line) => string.Join(' ', line.Replace("=", " = ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
