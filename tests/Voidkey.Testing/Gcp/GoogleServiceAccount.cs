namespace Voidkey.Testing;

/// <summary>A service account that <see cref="FakeGoogleCloud"/> knows.</summary>
/// <param name="Email">Its e-mail address.</param>
/// <param name="TokenCreators">Who may mint its tokens: <c>principal://iam.googleapis.com/projects/N/locations/global/workloadIdentityPools/POOL/subject/SUBJECT</c> or <c>serviceAccount:EMAIL</c>.</param>
/// <param name="MayExtend">Whether its access tokens may live for 12 hours (<c>constraints/iam.allowServiceAccountCredentialLifetimeExtension</c>); else 1 hour.</param>
public sealed record GoogleServiceAccount(string Email, IReadOnlyList<string> TokenCreators, bool MayExtend = false);

/// <summary>An access token that <see cref="FakeGoogleCloud"/> issued.</summary>
/// <param name="Principal">Whose it is, in the form of <see cref="GoogleServiceAccount.TokenCreators"/>.</param>
/// <param name="Scopes">What it is good for.</param>
/// <param name="AccessBoundary">The boundary it is narrowed by, as JSON; null: none.</param>
public sealed record IssuedGoogleToken(string Principal, IReadOnlyList<string> Scopes, DateTimeOffset ExpiresAt, string? AccessBoundary = null);
