using System.Globalization;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>What <c>az account get-access-token</c> prints, for programs that run that: Azure has no protocol of its own for helpers.</summary>
/// <remarks>learn.microsoft.com, "az account get-access-token". <c>expiresOn</c> is the local time, which older programs read; <c>expires_on</c> is what newer ones do.</remarks>
internal sealed class AzureAccessToken(HelperOptions options)
{
    private const string UsualVariable = "AZURE_ACCESS_TOKEN";

    public async Task<Result<Printout>> GetAsync(Invocation invocation, CancellationToken ct)
    {
        if (!options.PasswordVariables(invocation, UsualVariable).TryGet(out var variables, out var failure)) return failure;
        if (!(await OneKey.MintAsync(invocation, options, ct)).TryGet(out var key, out failure)) return failure;
        if (!key.Value(variables).TryGet(out var bearer, out failure)) return failure;

        var local = TimeZoneInfo.ConvertTime(key.ExpiresAt, invocation.Surroundings.Time.LocalTimeZone);
        return new Printout(JsonText.Indented(json =>
        {
            json.WriteStartObject();
            json.WriteString("accessToken", bearer);
            json.WriteString("expiresOn", local.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
            json.WriteNumber("expires_on", key.ExpiresAt.ToUnixTimeSeconds());
            json.WriteString("tokenType", "Bearer");
            json.WriteEndObject();
        }));
    }
}
