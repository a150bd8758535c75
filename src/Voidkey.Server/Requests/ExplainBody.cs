using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Voidkey.Contracts;

namespace Voidkey.Server.Requests;

/// <summary>Reads a request to explain a key, strictly: what is not understood is refused.</summary>
internal static class ExplainBody
{
    // No configured key is longer.
    private const int MaxKeyLength = 128;

    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out string? key, [NotNullWhen(false)] out string? fault)
    {
        key = null;
        try
        {
            key = JsonSerializer.Deserialize(json, ContractsJson.Default.ExplainRequest)?.Key;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The one sentence below says it.
        }

        if (key?.Length > MaxKeyLength) key = null;
        fault = key is { Length: > 0 } ? null : $"The body must be JSON with 'key', a text of 1 to {MaxKeyLength} characters; nothing else, and nothing twice.";
        return fault is null;
    }
}
