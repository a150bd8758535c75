namespace Voidkey.Providers.Gcp;

/// <summary>What one entry of <c>accessProviders</c> calls.</summary>
/// <param name="Provider">Where the broker is known.</param>
internal sealed record GcpCloud(WorkloadIdentityProvider Provider, GoogleSts Sts, IamCredentials Iam);

/// <summary>A token of Google's. An ID token is one too.</summary>
/// <param name="Expiration">Null where the answer does not say.</param>
internal sealed record GoogleToken(Secret Value, DateTimeOffset? Expiration);
