using static Voidkey.Presets.ClaimControl;

namespace Voidkey.Presets;

/// <summary>CircleCI. Its documentation: "Using OpenID Connect tokens in jobs". Every organisation has an issuer of its own.</summary>
/// <remarks>The subject names the user who caused the job: match <c>oidc.circleci.com/project-id</c> instead. The audience is the organisation's id where the job asked for no other.</remarks>
internal static class CircleCi
{
    public static IdpPreset Preset { get; } = new(
        "circleci",
        DefaultIssuer: null,
        new IssuerForm("https://oidc.circleci.com/org/{uuid}"),
        ["RS256"],
        ClaimsAreAll: false,
        [
            new("sub", Platform) { Tells = true, Forms = ["org/*/project/*/user/**"] },
            new("oidc.circleci.com/project-id", Platform) { Tells = true },
            new("oidc.circleci.com/org-id", Platform) { Tells = true },
            new("oidc.circleci.com/context-ids", Organisation, ClaimType.List),
            new("oidc.circleci.com/vcs-origin", Organisation) { Tells = true },
            new("oidc.circleci.com/vcs-ref", Caller) { Forms = ["refs/**"] },
            new("oidc.circleci.com/ssh-rerun", Platform, ClaimType.Flag),
        ]);
}
