using Microsoft.Extensions.Logging;

namespace Voidkey.Diagnostics;

/// <summary>Every message of the core, declared once, with fields and without secrets.</summary>
internal static partial class BrokerLog
{
    [LoggerMessage(1001, LogLevel.Debug, "Minted {Keys} for {Subject} of {Idp}, request {RequestId}")]
    public static partial void Minted(this ILogger logger, string keys, string subject, string idp, string requestId);

    [LoggerMessage(1002, LogLevel.Warning, "Refused {Subject} of {Idp}: {Code} ({Cause}), request {RequestId}")]
    public static partial void MintRefused(this ILogger logger, string subject, string idp, BrokerErrorCode code, string? cause, string requestId);

    [LoggerMessage(1003, LogLevel.Information, "Refused an unverified caller: {Code} ({Cause}), request {RequestId}")]
    public static partial void CallerRefused(this ILogger logger, BrokerErrorCode code, string? cause, string requestId);

    [LoggerMessage(1004, LogLevel.Warning, "{Count} more unverified callers were refused without a line each")]
    public static partial void CallersRefusedSilently(this ILogger logger, long count);

    [LoggerMessage(1101, LogLevel.Information, "Fetched the key set of {Idp}: {Usable} usable keys, {Unfit} passed over ({Why})")]
    public static partial void KeySetFetched(this ILogger logger, string idp, int usable, int unfit, string why);

    [LoggerMessage(1102, LogLevel.Warning, "Could not fetch the key set of {Idp}: {Fault}")]
    public static partial void KeySetFetchFailed(this ILogger logger, string idp, string fault);

    [LoggerMessage(1110, LogLevel.Information, "Read the key set of {Idp} from its file: {Usable} usable keys, {Unfit} passed over ({Why})")]
    public static partial void KeySetRead(this ILogger logger, string idp, int usable, int unfit, string why);

    [LoggerMessage(1111, LogLevel.Error, "The file with the key set of {Idp} cannot be used, so what was read before stays in force: {Fault}")]
    public static partial void KeySetFileFailed(this ILogger logger, string idp, string fault);

    [LoggerMessage(1120, LogLevel.Information, "The replay store at {Endpoint} can be used")]
    public static partial void ReplayStoreConnected(this ILogger logger, string endpoint);

    [LoggerMessage(1121, LogLevel.Error, "The replay store at {Endpoint} cannot be used: {Fault}; tokens that are counted are refused")]
    public static partial void ReplayStoreLost(this ILogger logger, string endpoint, string fault);

    [LoggerMessage(1122, LogLevel.Error, "The replay store is full: it remembers {Count} tokens, and new ones that are counted are refused")]
    public static partial void ReplayStoreFull(this ILogger logger, int count);

    [LoggerMessage(1123, LogLevel.Information, "The replay store has room again")]
    public static partial void ReplayStoreHasRoom(this ILogger logger);

    [LoggerMessage(1201, LogLevel.Information, "Fetched the broker's token for {Audience}, good for {Lifetime}")]
    public static partial void BrokerTokenFetched(this ILogger logger, string audience, TimeSpan lifetime);

    [LoggerMessage(1202, LogLevel.Error, "Could not fetch the broker's token for {Audience}: {Fault}")]
    public static partial void BrokerTokenFetchFailed(this ILogger logger, string audience, string fault);

    [LoggerMessage(1203, LogLevel.Information, "Read the broker's {What} from {Path}")]
    public static partial void BrokerFileRead(this ILogger logger, string what, string path);

    [LoggerMessage(1204, LogLevel.Error, "The broker's {What} cannot be used, so what was read before stays in force: {Fault}")]
    public static partial void BrokerFileFailed(this ILogger logger, string what, string fault);

    [LoggerMessage(1205, LogLevel.Information, "Read the broker's token for {Audience} from {Path}, good for {Lifetime}")]
    public static partial void BrokerTokenRead(this ILogger logger, string audience, string path, TimeSpan lifetime);

    [LoggerMessage(1210, LogLevel.Information, "The listener shows the certificate in {Path}, good until {Until}")]
    public static partial void ListenerCertificateRead(this ILogger logger, string path, DateTimeOffset until);

    [LoggerMessage(1211, LogLevel.Error, "The listener's certificate cannot be used, so what was read before stays in force: {Fault}")]
    public static partial void ListenerCertificateFailed(this ILogger logger, string fault);

    [LoggerMessage(1301, LogLevel.Critical, "Audit sink {Sink} does not accept records: {Fault}")]
    public static partial void AuditSinkFailed(this ILogger logger, string sink, string fault);

    [LoggerMessage(1302, LogLevel.Information, "Audit sink {Sink} accepts records again")]
    public static partial void AuditSinkRecovered(this ILogger logger, string sink);

    [LoggerMessage(1303, LogLevel.Error, "A refusal could not be recorded, request {RequestId}")]
    public static partial void RefusalNotRecorded(this ILogger logger, string requestId);

    [LoggerMessage(1304, LogLevel.Error, "How many callers were not verified could not be recorded")]
    public static partial void UnverifiedNotRecorded(this ILogger logger);

    [LoggerMessage(1305, LogLevel.Information, "Audit sink {Sink} goes on in a new file: {Why}")]
    public static partial void AuditFileOpened(this ILogger logger, string sink, string why);

    [LoggerMessage(1306, LogLevel.Warning, "The file of audit sink {Sink} was moved, removed or cut, and nobody said so: {Why}; the record goes on where its path leads")]
    public static partial void AuditFileLost(this ILogger logger, string sink, string why);

    [LoggerMessage(1307, LogLevel.Error, "The audit file {Path} cannot be put aside, and is written on: {Fault}")]
    public static partial void AuditFileNotRotated(this ILogger logger, string path, string fault);

    [LoggerMessage(1308, LogLevel.Error, "Of the audit file {Path} an old one cannot be removed: {Fault}")]
    public static partial void OldAuditFileNotRemoved(this ILogger logger, string path, string fault);

    [LoggerMessage(1309, LogLevel.Error, "An operator's request ({Action}) could not be recorded, request {RequestId}")]
    public static partial void OperatorNotRecorded(this ILogger logger, OperatorAction action, string requestId);

    [LoggerMessage(1311, LogLevel.Warning, "Refused {Action} to {Subject} of {Idp}: {Code} ({Cause}), request {RequestId}")]
    public static partial void OperatorRefused(this ILogger logger, OperatorAction action, string subject, string idp, BrokerErrorCode code, string? cause, string requestId);

    [LoggerMessage(1310, LogLevel.Debug, "Explained {Key} to {Subject} of {Idp}: {Decision}, request {RequestId}")]
    public static partial void Explained(this ILogger logger, string key, string subject, string idp, string decision, string requestId);

    [LoggerMessage(1401, LogLevel.Information, "Configuration {Hash} is in force")]
    public static partial void ConfigurationInForce(this ILogger logger, string hash);

    [LoggerMessage(1402, LogLevel.Information, "Configuration {Hash} is in force, before it was {Previous}; what changed: {Changes}")]
    public static partial void ConfigurationReloaded(this ILogger logger, string hash, string previous, string changes);

    [LoggerMessage(1403, LogLevel.Error, "Refused a changed configuration, problems: {Count}, refusals in a row: {Refused}; {Hash} stays in force")]
    public static partial void ConfigurationRefused(this ILogger logger, int count, long refused, string hash);

    [LoggerMessage(1404, LogLevel.Error, "Problem of the refused configuration: {Problem}")]
    public static partial void ConfigurationProblem(this ILogger logger, string problem);

    [LoggerMessage(1405, LogLevel.Warning, "The configuration in force should be looked at: {Problem}")]
    public static partial void ConfigurationWarning(this ILogger logger, string problem);

    [LoggerMessage(1406, LogLevel.Error, "A reload could not be recorded by every audit sink")]
    public static partial void ReloadNotRecorded(this ILogger logger);

    [LoggerMessage(1407, LogLevel.Information, "The configuration came through a pipe, so it is not looked at again")]
    public static partial void ConfigurationReadOnce(this ILogger logger);

    [LoggerMessage(1901, LogLevel.Error, "Unexpected failure while {Doing}")]
    public static partial void UnexpectedFailure(this ILogger logger, Exception failure, string doing);
}
