namespace Voidkey.Presets;

/// <summary>All presets.</summary>
internal static class KnownIdps
{
    public static IReadOnlyList<IdpPreset> All { get; } =
    [
        GitHubActions.Preset, GitLab.Preset, CircleCi.Preset, Buildkite.Preset, Bitbucket.Preset, AzureDevOps.Preset, HcpTerraform.Preset,
        Kubernetes.Preset, Google.Preset, Entra.Preset, Auth0.Preset, Okta.Preset, Keycloak.Preset,
    ];

    public static IdpPreset? Find(string name) => All.FirstOrDefault(preset => string.Equals(preset.Name, name, StringComparison.Ordinal));

    /// <summary>The vendor at whose own host this issuer stands; null: nobody's that is known.</summary>
    public static IdpPreset? Recognise(string issuer) => All.FirstOrDefault(preset => preset.Issuers.IsTheVendors(issuer));
}
