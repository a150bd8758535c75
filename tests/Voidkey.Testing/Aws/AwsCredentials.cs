namespace Voidkey.Testing;

/// <summary>Temporary AWS credentials, as a client of them holds them.</summary>
public sealed record AwsCredentials(string AccessKeyId, Secret SecretAccessKey, Secret SessionToken);
