using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Spiffe;

/// <summary>An identity of this process, as the Workload API hands it out (SPIFFE Workload API, section 6).</summary>
/// <param name="Id"><c>spiffe://…</c>, the token's subject.</param>
internal sealed record JwtSvid(string Id, Secret Bearer)
{
    public const string Method = "/SpiffeWorkloadAPI/FetchJWTSVID";

    // workloadapi.proto: JWTSVIDRequest.audience, JWTSVIDResponse.svids, JWTSVID.spiffe_id and svid.
    private const int Audience = 1;
    private const int Svids = 1;
    private const int SpiffeId = 1;
    private const int Svid = 2;

    /// <summary>A <c>JWTSVIDRequest</c>.</summary>
    public static byte[] Ask(string audience) => ProtobufFields.Of(Audience, audience);

    /// <summary>Reads a <c>JWTSVIDResponse</c>.</summary>
    /// <returns>In the API's order, at least one. Null: it is none, or one of them lacks something (section 4.5).</returns>
    public static IReadOnlyList<JwtSvid>? Read(byte[] message)
    {
        if (ProtobufFields.Read(message) is not { } fields) return null;
        var svids = new List<JwtSvid>();
        foreach (var field in fields.Where(static field => field.Number == Svids))
        {
            if (!field.IsBytes || ReadOne(field.Content) is not { } svid) return null;
            svids.Add(svid);
        }

        return svids.Count > 0 ? svids : null;
    }

    private static JwtSvid? ReadOne(ReadOnlyMemory<byte> message)
    {
        if (ProtobufFields.Read(message) is not { } fields || ProtobufFields.Text(fields, SpiffeId) is not { } id || ProtobufFields.Text(fields, Svid) is not { } text) return null;
        if (!id.StartsWith("spiffe://", StringComparison.Ordinal) || !TokenText.Check(text, "the Workload API").TryGet(out var bearer, out _)) return null;

        // JWT-SVID, section 3.1: one that speaks of somebody else than it is said to.
        return UnverifiedToken.Read(bearer)?.Subject == id ? new JwtSvid(id, bearer) : null;
    }
}
