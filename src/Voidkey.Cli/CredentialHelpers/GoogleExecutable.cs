using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>What Google's libraries and gcloud run for an <c>external_account</c> with an <c>executable</c>: it prints a token that Google's Security Token Service exchanges.</summary>
/// <remarks>
/// AIP-4117, "Pluggable authentication", version 1. A failure is an answer too, on stdout, beside the usual error. Their <c>output_file</c> is for programs that keep
/// tokens in files; this one does not, and is then asked each time.
/// </remarks>
internal sealed class GoogleExecutable(HelperOptions options)
{
    private const string WantedType = "GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE";
    private const string IdToken = "urn:ietf:params:oauth:token-type:id_token";
    private const string Jwt = "urn:ietf:params:oauth:token-type:jwt";

    /// <summary>What a key of the broker's provider <c>gcp</c> with an <c>idToken</c> sets unless its outputs say otherwise.</summary>
    private const string UsualVariable = "GOOGLE_ID_TOKEN";

    public async Task<Result<Printout>> GetAsync(Invocation invocation, CancellationToken ct)
    {
        if ((await AnswerAsync(invocation, ct)).TryGet(out var answer, out var failure)) return answer;

        invocation.Messages.Fail(failure);
        return new Printout(JsonText.Indented(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteBoolean("success", false);
            json.WriteString("code", failure.Code);
            json.WriteString("message", Visible.Text(failure.Message));
            json.WriteEndObject();
        }))
        { Exit = failure.Exit };
    }

    private async Task<Result<Printout>> AnswerAsync(Invocation invocation, CancellationToken ct)
    {
        var wanted = invocation.InEnvironment(WantedType);
        if (wanted is not null && wanted.Value is not (IdToken or Jwt)) return wanted.Wrong($"{WantedType} is neither {IdToken} nor {Jwt}: set subject_token_type to one of them");
        if (!options.PasswordVariables(invocation, UsualVariable).TryGet(out var variables, out var failure)) return failure;
        if (!(await OneKey.MintAsync(invocation, options, ct)).TryGet(out var key, out failure)) return failure;
        if (!key.Value(variables).TryGet(out var bearer, out failure)) return failure;

        return new Printout(JsonText.Indented(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteBoolean("success", true);
            json.WriteString("token_type", wanted?.Value ?? IdToken);
            json.WriteString("id_token", bearer);
            json.WriteNumber("expiration_time", key.ExpiresAt.ToUnixTimeSeconds());
            json.WriteEndObject();
        }));
    }
}
