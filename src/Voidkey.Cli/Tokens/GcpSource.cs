using System.Text;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Tokens;

/// <summary>Google Cloud: the metadata server of a virtual machine or a container hands out identity tokens of its service account.</summary>
/// <remarks>cloud.google.com/docs, "Verifying the identity of instances". <c>GCE_METADATA_HOST</c> moves it, as for Google's own libraries.</remarks>
internal sealed class GcpSource(Invocation invocation) : ITokenSource
{
    /// <summary>What the firmware of a Compute Engine machine calls itself: known without asking the network.</summary>
    private const string Firmware = "/sys/class/dmi/id/product_name";
    private const string Host = "GCE_METADATA_HOST";
    private const string Ip = "GCE_METADATA_IP";

    // By address: off Google Cloud the name may be anybody's.
    private const string Default = "169.254.169.254";

    public string Name => "gcp";

    public string Sign => $"this is no Compute Engine machine and {Host} is not set";

    public bool IsHere => IsElsewhere || IsComputeEngine();

    // `voidkey serve --gce` and `exec --refresh --gce` set both to one port of this machine: they hand out what was minted, and vouch for nobody.
    private bool IsElsewhere => invocation.InEnvironment(Host) is { } host && !(host.Value.StartsWith("127.0.0.1:", StringComparison.Ordinal) && invocation.InEnvironment(Ip)?.Value == host.Value);

    public async Task<Result<Secret>> GetTokenAsync(Audience audience, CancellationToken ct)
    {
        var host = invocation.InEnvironment(Host);
        if (!Uri.TryCreate($"http://{host?.Value ?? Default}", UriKind.Absolute, out var server) || server.PathAndQuery != "/" || server.UserInfo.Length > 0 || server.Fragment.Length > 0)
            return host!.Wrong($"{Host} is not a host name like {Default}");
        if (!(await audience.GetAsync("https://accounts.google.com", ct)).TryGet(out var name, out var failure)) return failure;
        if (name.Length == 0) return Failure.NoToken("Google needs to know for whom the token is", "the broker checks no audience, so it publishes none", "pass --audience AUD (VOIDKEY_AUDIENCE)");

        var url = new Uri(server, "/computeMetadata/v1/instance/service-accounts/default/identity?format=full").With("audience", name);
        var endpoint = new TokenEndpoint(invocation, "the metadata server", url, "give the machine a service account") { ConnectWithin = TimeSpan.FromSeconds(3) };
        var answer = await endpoint.AskAsync(HttpMethod.Get, request => request.Headers.TryAddWithoutValidation("Metadata-Flavor", "Google"), ct);
        if (!answer.TryGet(out var said, out failure)) return failure;

        // It says so in every answer; whatever else listens on the address does not.
        return said.Headers.TryGetValues("Metadata-Flavor", out var flavor) && flavor.FirstOrDefault() == "Google"
            ? said.Whole()
            : Failure.NoToken($"what answers at {server.Host} is not Google's metadata server", "its answer lacks Metadata-Flavor: Google", "choose another --source");
    }

    private bool IsComputeEngine()
    {
        if (!invocation.Surroundings.Files.Exists(Firmware)) return false;
        try
        {
            using var file = invocation.Surroundings.Files.Open(Firmware);
            var bytes = new byte[64];
            var name = Encoding.ASCII.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).Trim();
            return name is "Google" or "Google Compute Engine";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
