using System.Globalization;
using Voidkey.Audit;
using Voidkey.Diagnostics;
using Voidkey.Server.Hosting;

namespace Voidkey.Server.Verbs;

/// <summary><c>voidkey-server audit verify</c>: says whether a record is what was written. Needs no configuration.</summary>
internal sealed class AuditCommand(TextWriter output, TextWriter errors)
{
    // A PEM file is small.
    private const int MaxKeyBytes = 1 << 20;

    /// <returns>0 nothing is wrong, 1 something is, 3 a file cannot be read or has no record.</returns>
    public int Run(AuditArguments arguments)
    {
        if (ReadKeys(arguments.KeyFile) is not { } keys) return ServerCommand.BadConfiguration;
        var files = new List<string>();
        foreach (var file in arguments.Files.DistinctBy(Path.GetFullPath, StringComparer.Ordinal))
        {
            if (!File.Exists(file)) return Fail($"'{file}' does not exist, or is no file");
            files.Add(file);
        }

        try
        {
            return Tell(new AuditVerification(keys).Verify(files), arguments.IsJson);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fail($"a file of the record cannot be read: {failure.Message}");
        }
    }

    private int Tell(AuditReport report, bool isJson)
    {
        if (isJson) output.WriteLine(AuditReportJson.Of(report));
        else
        {
            foreach (var finding in report.Findings) output.WriteLine(Printable.Line(string.Create(CultureInfo.InvariantCulture, $"{finding.File}:{finding.Line}: {finding.Message}{(finding.Chain is null ? "" : $" (chain {finding.Chain})")}")));
            foreach (var note in report.Notes) output.WriteLine(Printable.Line($"note: {note}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Records} records, {report.Chains.Count} {(report.Chains.Count == 1 ? "chain" : "chains")}: {(report.IsGood ? "nothing is wrong" : report.Findings.Count == 1 ? "one thing is wrong" : $"{report.Findings.Count} things are wrong")}"));
        }

        return report.Records == 0 && report.IsGood ? Fail("there is no record in what was given") : report.IsGood ? 0 : ServerCommand.Failed;
    }

    private IReadOnlyList<RecordKey>? ReadKeys(string? path)
    {
        if (path is null) return [];
        string? fault;
        try
        {
            if (new FileInfo(path).Length > MaxKeyBytes) fault = "it is too large";
            else if (RecordKey.TryReadAll(File.ReadAllText(path), out var keys, out fault)) return keys;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            fault = "it cannot be read";
        }

        Fail($"'{path}' cannot be used as a key: {fault}");
        return null;
    }

    private int Fail(string message)
    {
        errors.WriteLine(Printable.Line($"voidkey-server: {message}"));
        return ServerCommand.BadConfiguration;
    }
}
