using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>What the AWS command line and SDKs call <c>credential_process</c>: version 1 of its answer.</summary>
/// <remarks>AWS SDKs and Tools Reference Guide, "Process credential provider". They run it again when <c>Expiration</c> comes near.</remarks>
internal sealed class AwsCredentialProcess(HelperOptions options)
{
    public async Task<Result<Printout>> GetAsync(Invocation invocation, CancellationToken ct)
    {
        if (!(await OneKey.MintAsync(invocation, options, ct)).TryGet(out var key, out var failure)) return failure;
        if (!key.Value("AWS_ACCESS_KEY_ID").TryGet(out var id, out failure)) return failure;
        if (!key.Value("AWS_SECRET_ACCESS_KEY").TryGet(out var secret, out failure)) return failure;

        // Without it, AWS would take temporary credentials for a user's own and refuse them in words that do not help.
        if (!key.Value("AWS_SESSION_TOKEN").TryGet(out var session, out failure)) return failure;

        return new Printout(JsonText.Indented(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("Version", 1);
            json.WriteString("AccessKeyId", id);
            json.WriteString("SecretAccessKey", secret);
            json.WriteString("SessionToken", session);
            json.WriteString("Expiration", Instants.Format(key.ExpiresAt));
            json.WriteEndObject();
        }));
    }
}
