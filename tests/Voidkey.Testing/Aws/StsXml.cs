using System.Globalization;
using System.Xml.Linq;

namespace Voidkey.Testing;

/// <summary>STS's answers as AWS and MinIO write them: XML in the namespace of API version 2011-06-15.</summary>
internal static class StsXml
{
    private static readonly XNamespace Sts = "https://sts.amazonaws.com/doc/2011-06-15/";

    public static HttpResponseMessage Assumed(IssuedSession session, string subject, string? issuer, string audience) =>
        Answer("AssumeRoleWithWebIdentity",
            new XElement(Sts + "SubjectFromWebIdentityToken", subject),
            new XElement(Sts + "Audience", audience),
            User(session),
            Credentials(session),
            issuer is null ? null : new XElement(Sts + "Provider", issuer));

    public static HttpResponseMessage Assumed(IssuedSession session, string? sourceIdentity) =>
        Answer("AssumeRole", sourceIdentity is null ? null : new XElement(Sts + "SourceIdentity", sourceIdentity), User(session), Credentials(session));

    public static HttpResponseMessage Identity(IssuedSession session) =>
        Answer("GetCallerIdentity",
            new XElement(Sts + "Arn", session.Arn),
            new XElement(Sts + "UserId", session.UserId),
            new XElement(Sts + "Account", session.Account));

    public static HttpResponseMessage Refusal(StsFault fault) =>
        Answers.Xml(
            new XElement(
                Sts + "ErrorResponse",
                new XElement(
                    Sts + "Error",
                    new XElement(Sts + "Type", fault.Status < 500 ? "Sender" : "Receiver"),
                    new XElement(Sts + "Code", fault.Code),
                    new XElement(Sts + "Message", fault.Message)),
                new XElement(Sts + "RequestId", Guid.NewGuid())),
            fault.Status);

    private static XElement User(IssuedSession session) => new(Sts + "AssumedRoleUser", new XElement(Sts + "Arn", session.Arn), new XElement(Sts + "AssumedRoleId", session.UserId));

    private static XElement Credentials(IssuedSession session) => new(
        Sts + "Credentials",
        new XElement(Sts + "SessionToken", session.Credentials.SessionToken.Reveal()),
        new XElement(Sts + "SecretAccessKey", session.Credentials.SecretAccessKey.Reveal()),
        new XElement(Sts + "Expiration", session.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        new XElement(Sts + "AccessKeyId", session.Credentials.AccessKeyId));

    private static HttpResponseMessage Answer(string action, params XElement?[] result) =>
        Answers.Xml(new XElement(
            Sts + $"{action}Response",
            new XElement(Sts + $"{action}Result", result),
            new XElement(Sts + "ResponseMetadata", new XElement(Sts + "RequestId", Guid.NewGuid()))));
}
