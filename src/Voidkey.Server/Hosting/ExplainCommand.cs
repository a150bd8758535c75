using System.Text;
using Voidkey.Configuration;
using Voidkey.Diagnostics;
using Voidkey.Http;

namespace Voidkey.Server.Hosting;

/// <summary><c>voidkey-server explain</c>: shows an operator all of why, whatever callers are shown. The token itself is never printed.</summary>
internal sealed class ExplainCommand(TextWriter output, TextWriter errors, Func<Stream> input, ConfigEnvironment environment, ProviderTypes providers, OutboundHttp http, TimeProvider time)
{
    /// <summary>Explains what a token may have with the configuration as it is now.</summary>
    public async Task<int> OfTokenAsync(ExplainArguments question, CancellationToken ct)
    {
        if ((question.Config ?? ConfigLocation.Find(environment)) is not { } path) return Fail(ServerCommand.BadConfiguration, ServerCommand.NoConfiguration);

        var loaded = ConfigLoader.Load(path, environment, providers.CreateProviders(http, time), providers.CreateValidators(http, time));
        foreach (var problem in loaded.Problems.Where(static problem => !problem.IsWarning)) await errors.WriteLineAsync(problem.ToString());
        if (loaded.Snapshot is not { } snapshot) return ServerCommand.BadConfiguration;

        if (await ReadTokenAsync(question.TokenFile!, ct) is not { } token) return Fail(ServerCommand.Failed, "voidkey-server: the token file cannot be read, or holds no text of 1 byte to 16 KB");

        var explained = await OperatorView.ExplainAsync(snapshot, http, time, token, question.Key!, question.ClientAddress, ct);
        if (explained.TryGet(out var explanation, out var error))
        {
            await output.WriteAsync(ExplanationText.Of(explanation));
            return explanation.Refusal is null ? 0 : ServerCommand.Denied;
        }

        if (error.Code is BrokerErrorCode.InvalidToken or BrokerErrorCode.TokenExpired)
        {
            await output.WriteAsync(ExplanationText.NotAccepted(error));
            return ServerCommand.NotAccepted;
        }

        return Fail(ServerCommand.Failed, $"voidkey-server: {error.Message} {error.Cause}");
    }

    /// <summary>Explains a decision from its record. A caller chooses the id of his request, so several records may have it: all of them are shown.</summary>
    public async Task<int> OfRecordAsync(ExplainArguments question, CancellationToken ct)
    {
        var found = new List<RecordedDecision>();
        try
        {
            using var reader = new StreamReader(Open(question.AuditFile!), new UTF8Encoding(false));
            await foreach (var decision in RecordedDecision.FindAsync(reader, question.RequestId!, ct)) found.Add(decision);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fail(ServerCommand.Failed, $"voidkey-server: the audit file '{question.AuditFile}' cannot be read");
        }

        if (found.Count == 0) return Fail(ServerCommand.Failed, "voidkey-server: there is no decision under this request id; only those about verified callers are recorded, and the log has the others");

        foreach (var decision in found) await output.WriteAsync(ExplanationText.Of(decision));
        return found[^1].IsGranted ? 0 : ServerCommand.Denied;
    }

    private async Task<Secret?> ReadTokenAsync(string path, CancellationToken ct)
    {
        try
        {
            await using var stream = Open(path);
            var bytes = new byte[BrokerSnapshot.MaxTokenLength + 3];
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
            var text = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\r', '\n');
            return text.Length is > 0 and <= BrokerSnapshot.MaxTokenLength ? new Secret(text) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private Stream Open(string path) => path == "-" ? input() : File.OpenRead(path);

    private int Fail(int exitCode, string message)
    {
        errors.WriteLine(Printable.Line(message));
        return exitCode;
    }
}
