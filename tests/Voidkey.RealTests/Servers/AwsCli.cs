using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>The aws command line, with these credentials and nothing of the machine's own AWS settings.</summary>
internal sealed record AwsCli(string Endpoint, string AccessKeyId, string SecretAccessKey, string? SessionToken = null)
{
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_DEFAULT_REGION"] = "us-east-1", // what version 1 reads
        ["AWS_PAGER"] = "",
        ["AWS_MAX_ATTEMPTS"] = "1",
        ["NO_PROXY"] = "127.0.0.1",
    };

    /// <summary>Debian's, where both it and another are installed.</summary>
    public static string Program { get; } = File.Exists("/usr/bin/aws") ? "/usr/bin/aws" : Command.Find("aws") ?? "aws";

    public Task<Finished> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    public async Task<Finished> RunWithInputAsync(string input, params string[] arguments) =>
        await new Command(Program, ["--endpoint-url", Endpoint, .. arguments], Environment()).RunAsync(input);

    public Task<Finished> PutAsync(string target, string content) => RunWithInputAsync(content, "s3", "cp", "-", $"s3://{target}");

    public Task<Finished> GetAsync(string source) => RunAsync("s3", "cp", $"s3://{source}", "-");

    private Dictionary<string, string> Environment()
    {
        var environment = new Dictionary<string, string>(Settings) { ["AWS_ACCESS_KEY_ID"] = AccessKeyId, ["AWS_SECRET_ACCESS_KEY"] = SecretAccessKey };
        if (SessionToken is not null) environment["AWS_SESSION_TOKEN"] = SessionToken;
        return environment;
    }
}
