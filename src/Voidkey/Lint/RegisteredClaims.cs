namespace Voidkey.Lint;

/// <summary>The claims of RFC 7519 §4.1. But for <c>sub</c> they say nothing about who the caller is.</summary>
internal static class RegisteredClaims
{
    private static readonly string[] SayNothing = ["iss", "aud", "exp", "nbf", "iat", "jti"];

    public static bool Contains(string claim) => claim == "sub" || SayNothing.Contains(claim);

    public static bool Tell(string claim) => !SayNothing.Contains(claim);
}
