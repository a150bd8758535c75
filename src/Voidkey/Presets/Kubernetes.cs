using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>Service accounts of a Kubernetes cluster. Its documentation: "Service account issuer discovery". Every cluster has an issuer of its own.</summary>
/// <remarks>Who may create a service account in a namespace has all its tokens: the namespace is the boundary. The cluster's key decides what it signs with.</remarks>
internal static class Kubernetes
{
    public static IdpPreset Preset { get; } = new(
        "kubernetes",
        DefaultIssuer: null,
        new IssuerForm(),
        ["RS256", "ES256", "ES384", "ES512"],
        ClaimsAreAll: false,
        [
            new("sub", Organisation) { Tells = true, OwnerAfter = "system:serviceaccount:", Forms = ["system:serviceaccount:*:*"], LastPartAfter = ["system:serviceaccount:"] },
            new("/kubernetes.io/namespace", Organisation) { Tells = true, OwnerAfter = "" },
            new("/kubernetes.io/serviceaccount/name", Organisation),
            new("/kubernetes.io/serviceaccount/uid", Platform) { Tells = true },
            new("/kubernetes.io/pod/name", Organisation),
            new("/kubernetes.io/pod/uid", Platform) { Tells = true },
        ]);
}
