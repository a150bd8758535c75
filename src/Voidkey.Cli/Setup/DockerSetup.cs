using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Voidkey.Cli.Setup;

/// <summary>The credential helper of docker for one registry: an entry of its configuration, and the small program that it runs.</summary>
internal static class DockerSetup
{
    private const string Helpers = "credHelpers";
    private const string Hub = "index.docker.io";

    /// <summary>What docker puts behind <c>docker-credential-</c>.</summary>
    public static string HelperName(string host) => $"voidkey-{host.Replace('.', '-').Replace(':', '-').Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)}";

    public static string Script(SetupOrder order) => $"#!/bin/sh\nexec {order.CommandLine("docker")} \"$@\"\n";

    public static string Shown(SetupOrder order) => $"{{ \"{Helpers}\": {{ \"{RegistryOf(order)}\": \"{HelperName(order.Host!)}\" }} }}\n";

    public static Result<string> Edit(string path, string before, SetupOrder order)
    {
        var (host, helper) = (RegistryOf(order), HelperName(order.Host!));
        try
        {
            using var document = JsonDocument.Parse(before.Trim().Length == 0 ? "{}" : before, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 32 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return SetupFiles.Refused(path, "it is no JSON object");
            var isThere = root.TryGetProperty(Helpers, out var helpers);
            if (isThere && helpers.ValueKind != JsonValueKind.Object) return SetupFiles.Refused(path, $"its {Helpers} is no JSON object");
            if (isThere && helpers.TryGetProperty(host, out var standing))
                return standing.ValueKind == JsonValueKind.String && standing.GetString() == helper ? before : SetupFiles.Refused(path, $"{Helpers} names another helper for {host}");
            return Written(root, host, helper, before);
        }
        catch (JsonException)
        {
            return SetupFiles.Refused(path, "it is not the JSON that docker reads");
        }
    }

    /// <summary>Docker Hub is the one registry that has a name of its own there.</summary>
    private static string RegistryOf(SetupOrder order) => order.Host == Hub ? $"https://{Hub}/v1/" : order.Host!;

    private static string Written(JsonElement root, string host, string helper, string before)
    {
        // Indented as it was: docker itself uses tabs.
        var spaces = before.Contains("\n    \"", StringComparison.Ordinal) ? 4 : 2;
        var isTabbed = before.Length == 0 || before.Contains("\n\t", StringComparison.Ordinal);
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", IndentCharacter = isTabbed ? '\t' : ' ', IndentSize = isTabbed ? 1 : spaces, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            foreach (var member in root.EnumerateObject().Where(static member => member.Name != Helpers)) member.WriteTo(json);
            json.WriteStartObject(Helpers);
            if (root.TryGetProperty(Helpers, out var helpers)) foreach (var member in helpers.EnumerateObject()) member.WriteTo(json);
            json.WriteString(host, helper);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
