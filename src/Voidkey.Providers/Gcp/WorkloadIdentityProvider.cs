using System.Text.RegularExpressions;
using Voidkey.Configuration;

namespace Voidkey.Providers.Gcp;

/// <summary>Where Google Cloud knows the broker: one provider of a workload identity pool.</summary>
/// <param name="Audience">Its full resource name, what STS calls the audience: <c>//iam.googleapis.com/projects/N/locations/global/workloadIdentityPools/POOL/providers/PROVIDER</c>.</param>
/// <param name="ProjectNumber">That of the pool's project.</param>
internal sealed partial record WorkloadIdentityProvider(string Audience, string ProjectNumber)
{
    private const string Wanted = "projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER";

    /// <summary>Reads <c>workloadIdentityProvider</c>, with or without <c>//iam.googleapis.com/</c>.</summary>
    public static WorkloadIdentityProvider Read(ConfigSection provider, string universeDomain)
    {
        var text = provider.Text("workloadIdentityProvider");
        var form = Form().Match(text);
        var project = form.Groups["project"].Value;
        if (text.Length > 0 && !form.Success) provider.Report(ConfigCodes.InvalidValue, "workloadIdentityProvider", $"this must be {Wanted}, as 'gcloud iam workload-identity-pools providers describe' tells it");
        else if (form.Success && !project.All(char.IsAsciiDigit)) provider.Report(ConfigCodes.InvalidValue, "workloadIdentityProvider", "this has the project's id where its number belongs: gcloud projects describe PROJECT --format='value(projectNumber)'");
        else if (form.Groups["host"] is { Success: true } host && host.Value != $"iam.{universeDomain}") provider.Report(ConfigCodes.Conflict, "workloadIdentityProvider", $"this is at '{host.Value}', and the universe's is 'iam.{universeDomain}'");
        return new WorkloadIdentityProvider($"//iam.{universeDomain}/{form.Groups["name"].Value}", project);
    }

    [GeneratedRegex(@"\A(?:(?:https:)?//(?<host>[a-z0-9.-]{1,253})/)?(?<name>projects/(?<project>[a-z0-9:.-]{1,64})/locations/global/workloadIdentityPools/[a-z0-9-]{1,63}/providers/[a-z0-9-]{1,63})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
