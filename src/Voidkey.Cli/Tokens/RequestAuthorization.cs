namespace Voidkey.Cli.Tokens;

/// <summary>The line on which the right to ask for a token leaves the process.</summary>
internal static class RequestAuthorization
{
    public static void Authorize(this HttpRequestMessage request, Secret bearer)
    {
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer.Reveal()}");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
    }
}
