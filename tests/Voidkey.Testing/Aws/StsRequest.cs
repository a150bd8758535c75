namespace Voidkey.Testing;

/// <summary>A request as <see cref="FakeSts"/> saw it. Its text form is the action alone: parameters hold tokens.</summary>
/// <param name="action">The <c>Action</c> parameter of the body; empty where there was none.</param>
/// <param name="parameters">The parameters of the body, decoded.</param>
/// <param name="http">All of it: headers, URL, body.</param>
public sealed class StsRequest(string action, IReadOnlyDictionary<string, string> parameters, RecordedRequest http)
{
    public string Action { get; } = action;

    public IReadOnlyDictionary<string, string> Parameters { get; } = parameters;

    public RecordedRequest Http { get; } = http;

    /// <summary>The query string as it came, with its <c>?</c>; empty where parameters are in the body, as they should be.</summary>
    public string RawQuery => Http.Uri.Query;

    public override string ToString() => Action;
}

/// <summary>A refusal of STS.</summary>
internal sealed record StsFault(int Status, string Code, string Message);

/// <summary>Credentials that STS issued, and whose they are.</summary>
internal sealed record IssuedSession(AwsCredentials Credentials, string Arn, string UserId, string Account, DateTimeOffset ExpiresAt);
