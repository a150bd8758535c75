namespace Voidkey.Providers.Sts;

/// <summary>What STS gave. <paramref name="AccessKeyId"/> names the credential and is not secret by itself.</summary>
internal sealed record StsCredentials(string AccessKeyId, Secret SecretAccessKey, Secret SessionToken, DateTimeOffset Expiration);
