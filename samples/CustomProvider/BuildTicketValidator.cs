using System.Security.Cryptography;
using Voidkey.Configuration;
using Voidkey.Identity;

namespace CustomProvider;

/// <summary>Lets jobs of a build farm in, whose tickets are no JWTs: <c>bt1.PAYLOAD.SIGNATURE</c>, base64url, ECDSA P-256 with SHA-256 over what stands before the last dot.</summary>
/// <remarks>Reads the farm's public key when a configuration is loaded. What the broker asks of every caller, the audience and the times among it, is not asked again here.</remarks>
public sealed class BuildTicketValidator : ISubjectTokenValidator
{
    public string Type => "build-ticket";

    public IBoundIdp Bind(ConfigSection clientIdp)
    {
        var text = clientIdp.Text("publicKey");
        return new BuildFarm(clientIdp.Text("issuer"), text.Length > 0 ? Read(clientIdp, text) : default);
    }

    private static ECParameters Read(ConfigSection clientIdp, string text)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
            if (key.KeySize == 256) return key.ExportParameters(includePrivateParameters: false);
        }
        catch (Exception failure) when (failure is FormatException or CryptographicException)
        {
        }

        clientIdp.Report(ConfigCodes.InvalidValue, "publicKey", "this must be a public key on P-256, as base64: openssl ec -in key.pem -pubout -outform der | base64 -w 0");
        return default;
    }
}
