using System.Net.Http.Headers;
using System.Text.Json;

namespace Voidkey.Cli.Tokens;

/// <summary>What a platform answered when asked for a token.</summary>
internal sealed record TokenAnswer(string Owner, byte[] Body, HttpResponseHeaders Headers)
{
    /// <summary>The whole body is the token.</summary>
    public Result<Secret> Whole() => TokenText.Read(Body, Owner);

    /// <summary>The token is a member of an object. Other members do not matter, but none may be there twice.</summary>
    public Result<Secret> Member(string name)
    {
        try
        {
            using var document = JsonDocument.Parse(Body, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String) return TokenText.Check(value.GetString()!, Owner);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Said below. The text itself may hold the token and is never shown.
        }

        return Failure.NoToken($"the answer of {Owner} is not a token", $"it is not a JSON object with a text called {name}");
    }
}
