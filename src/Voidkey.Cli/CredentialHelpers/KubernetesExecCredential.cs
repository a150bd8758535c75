using System.Text.Json;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>What kubectl and other clients built on client-go call a credential plug-in: it prints an <c>ExecCredential</c> with a bearer token.</summary>
/// <remarks>Kubernetes reference, "Client Authentication (v1)". They keep the answer in memory until <c>expirationTimestamp</c>.</remarks>
internal sealed class KubernetesExecCredential(HelperOptions options)
{
    private const string Request = "KUBERNETES_EXEC_INFO";
    private const string Latest = "client.authentication.k8s.io/v1";
    private const string Beta = "client.authentication.k8s.io/v1beta1";

    /// <summary>What a key of the broker's provider <c>kubernetes</c> sets unless its outputs say otherwise.</summary>
    private const string UsualVariable = "KUBE_TOKEN";

    public async Task<Result<Printout>> GetAsync(Invocation invocation, CancellationToken ct)
    {
        if (!VersionOf(invocation.InEnvironment(Request)).TryGet(out var version, out var failure)) return failure;
        if (!options.PasswordVariables(invocation, UsualVariable).TryGet(out var variables, out failure)) return failure;
        if (!(await OneKey.MintAsync(invocation, options, ct)).TryGet(out var key, out failure)) return failure;
        if (!key.Value(variables).TryGet(out var bearer, out failure)) return failure;

        // It becomes a header, and client-go would repeat one that cannot be sent in its error.
        if (bearer.Any(c => c is <= ' ' or >= '\x7f')) return key.Uncarried(variables, "a token has no spaces, line breaks or characters outside ASCII");

        return new Printout(JsonText.Indented(json =>
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", version);
            json.WriteString("kind", "ExecCredential");
            json.WriteStartObject("status");
            json.WriteString("expirationTimestamp", Instants.Format(key.ExpiresAt));
            json.WriteString("token", bearer);
            json.WriteEndObject();
            json.WriteEndObject();
        }));
    }

    /// <summary>The answer must be of the version of the question. Without a question, somebody tries it by hand.</summary>
    private static Result<string> VersionOf(Setting? request)
    {
        if (request is null) return Latest;
        try
        {
            using var document = JsonDocument.Parse(request.Value);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } question
                && question.TryGetProperty("apiVersion", out var version)
                && version.ValueKind == JsonValueKind.String
                && version.GetString() is Latest or Beta) return version.GetString()!;
        }
        catch (JsonException)
        {
        }

        return request.Wrong($"{Request} is not a question of {Latest} or v1beta1");
    }
}
