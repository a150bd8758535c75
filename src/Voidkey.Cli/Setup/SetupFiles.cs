using System.Text;
using Voidkey.Cli.Commands;

namespace Voidkey.Cli.Setup;

/// <summary>The files of other tools, read with a limit.</summary>
internal sealed class SetupFiles(Invocation invocation)
{
    private const int MaxBytes = 1024 * 1024;

    private IFiles Files => invocation.Surroundings.Files;

    /// <summary>The home directory, or why there is none.</summary>
    public Result<string> Home() => new Configuration.ConfigPaths(invocation).Home is { } home ? home : Configuration.ConfigEdit.Homeless();

    /// <summary>The path that a variable names, made absolute; null: it is not set.</summary>
    public string? Named(string variable) => invocation.InEnvironment(variable)?.Value is { } path ? Path.GetFullPath(path, Files.CurrentDirectory ?? "/") : null;

    /// <summary>The text of a file; empty where there is none.</summary>
    public async Task<Result<string>> ReadAsync(string path, CancellationToken ct)
    {
        if (!Files.Exists(path)) return "";
        invocation.WaitingFor = $"{path} could not be read";
        try
        {
            await using var stream = await Task.Run(() => Files.Open(path), ct).WaitAsync(ct);
            var bytes = new byte[MaxBytes + 1];
            var length = await Task.Run(() => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false), ct).WaitAsync(ct);
            if (length > MaxBytes) return Refused(path, "it is over 1 MiB");
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length) is var text && !text.Contains('\0') ? text : Refused(path, "there is a NUL in it");
        }
        catch (DecoderFallbackException)
        {
            return Refused(path, "it is not UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refused(path, "it cannot be read");
        }
    }

    public Failure? Write(SetupEdit edit)
    {
        try
        {
            Files.Write(edit.Path, Encoding.UTF8.GetBytes(edit.After), Files.Exists(edit.Path) ? Files.ModeOf(edit.Path) ?? edit.NewMode : edit.NewMode);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.General, FailureCodes.WriteFailed, $"{edit.Path} could not be written", Hint: "check the permissions of its directory");
        }
    }

    /// <summary>The file is left as it is.</summary>
    public static Failure Refused(string path, string reason, string hint = "change it by hand: without --write this command shows what belongs there") =>
        new(ExitCode.Configuration, FailureCodes.Configuration, $"{path} was left as it is", reason, hint);
}
