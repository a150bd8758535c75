using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Voidkey.Server.Hosting;

/// <summary>A decision as it stands in the audit record (docs/audit.md).</summary>
internal sealed record RecordedDecision(string Time, bool IsGranted, string Code, string Cause, string Key, string Subject, string Idp, string Issuer, string ClientAddress, IReadOnlyList<IdentityTrace> Trace)
{
    // No record is near as long: a file that has such a line is none of ours there.
    private const int MaxLine = 1 << 20;

    /// <summary>Every decision about one request, in the order of the file. Lines that are no record are passed over.</summary>
    public static async IAsyncEnumerable<RecordedDecision> FindAsync(TextReader reader, string requestId, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var line in LinesAsync(reader, ct))
        {
            // Looked for as text first: of a long record only few lines are worth reading as JSON.
            if (line.Contains(requestId, StringComparison.Ordinal) && Read(line, requestId) is { } decision) yield return decision;
        }
    }

    private static RecordedDecision? Read(string line, string requestId)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "type") != "voidkey.audit.mint" || Text(root, "requestId") != requestId) return null;
            return new RecordedDecision(
                Text(root, "time"), Text(root, "decision") == "granted", Text(root, "code"), Text(root, "cause"), KeyOf(root), Text(root, "subject"), Text(root, "idp"), Text(root, "issuer"),
                Text(root, "clientAddress"), [.. List(root, "trace").Select(IdentityOf)]);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The latter: a text with half a surrogate pair.
            return null;
        }
    }

    // The key that was denied; else all that were asked for.
    private static string KeyOf(JsonElement root)
    {
        if (Text(root, "key") is { Length: > 0 } key) return key;
        return root.TryGetProperty("asked", out var asked) && asked.ValueKind == JsonValueKind.Array ? string.Join(' ', asked.EnumerateArray()) : Text(root, "asked");
    }

    private static IdentityTrace IdentityOf(JsonElement identity) => new(
        Text(identity, "identity"),
        Text(identity, "name") is { Length: > 0 } name ? name : null,
        identity.TryGetProperty("failing", out var failing) && failing.ValueKind == JsonValueKind.Number && failing.TryGetInt32(out var count) ? count : 1,
        [.. List(identity, "conditions").Select(static condition => new ConditionTrace(
            Text(condition, "claim"),
            condition.TryGetProperty("holds", out var holds) && holds.ValueKind == JsonValueKind.True,
            Text(condition, "wanted"),
            condition.TryGetProperty("got", out _) ? Text(condition, "got") : null))]);

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : "";

    private static IEnumerable<JsonElement> List(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Array ? member.EnumerateArray().Where(static entry => entry.ValueKind == JsonValueKind.Object) : [];

    private static async IAsyncEnumerable<string> LinesAsync(TextReader reader, [EnumeratorCancellation] CancellationToken ct)
    {
        var line = new System.Text.StringBuilder();
        var chunk = new char[32 * 1024];
        var isTooLong = false;
        while (await reader.ReadAsync(chunk, ct) is > 0 and var count)
        {
            var from = 0;
            while (Array.IndexOf(chunk, '\n', from, count - from) is >= 0 and var end)
            {
                if (!isTooLong) yield return line.Append(chunk, from, end - from).ToString();
                (from, isTooLong) = (end + 1, false);
                line.Clear();
            }

            if (line.Length + count - from <= MaxLine) line.Append(chunk, from, count - from);
            else (isTooLong, _) = (true, line.Clear());
        }

        if (line.Length > 0 && !isTooLong) yield return line.ToString();
    }
}
