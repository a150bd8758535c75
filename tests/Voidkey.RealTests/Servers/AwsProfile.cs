using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>The aws command line with profiles that get their credentials from <c>voidkey helper aws</c>.</summary>
/// <param name="Environment">What voidkey needs to know.</param>
internal sealed record AwsProfile(string Endpoint, IReadOnlyDictionary<string, string> Environment)
{
    /// <param name="key">The key that the profile is for.</param>
    public async Task<Finished> RunAsync(string key, string input, params string[] arguments)
    {
        var file = Path.Combine(RunFolder.Make("aws-profiles"), key);
        await File.WriteAllTextAsync(file, $"[profile voidkey]\ncredential_process = {Repository.CliBinary} helper aws --key {key}\n");
        var environment = new Dictionary<string, string>(AwsCli.Settings) { ["AWS_CONFIG_FILE"] = file, ["AWS_PROFILE"] = "voidkey" };
        foreach (var (name, value) in Environment) environment[name] = value;
        return await new Command(AwsCli.Program, ["--endpoint-url", Endpoint, .. arguments], environment).RunAsync(input);
    }
}
