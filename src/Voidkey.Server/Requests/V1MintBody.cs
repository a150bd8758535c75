using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Voidkey.Contracts;

namespace Voidkey.Server.Requests;

/// <summary>Reads a v1 mint request, strictly: what is not understood is refused.</summary>
internal static class V1MintBody
{
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out MintBody? body, [NotNullWhen(false)] out string? fault)
    {
        body = null;
        try
        {
            var request = JsonSerializer.Deserialize(json.Span, ContractsJson.Default.MintRequest);
            if (request is null) fault = "The body must be a JSON object.";
            else if (request is { All: true, Keys: not null }) fault = "'keys' and 'all' exclude each other.";
            else if (request.Keys?.Any(static key => key is null) == true) fault = "'keys' must be a list of names.";
            else
            {
                fault = null;
                body = new MintBody(request.All ?? false, request.Keys, request.Duration);
                return true;
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The serializer's texts may repeat the body, and name our types: the rule is enough.
            fault = "The body must be JSON with 'keys' or 'all', and 'duration' if you like; nothing else, and nothing twice.";
        }

        return false;
    }
}
