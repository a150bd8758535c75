namespace Voidkey.Cli.Broker;

/// <summary>Reads an answer up to a limit, whatever its headers promise.</summary>
internal static class BoundedBody
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The whole body, or null when it is larger than the limit.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int maxBytes, CancellationToken ct)
    {
        if (content.Headers.ContentLength > maxBytes) return null;

        await using var stream = await content.ReadAsStreamAsync(ct);
        using var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await stream.ReadAsync(chunk, ct) is var count and > 0)
        {
            if (body.Length + count > maxBytes) return null;
            body.Write(chunk, 0, count);
        }

        return body.ToArray();
    }
}
