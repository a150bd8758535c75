using System.Collections;
using System.Runtime.InteropServices;
using System.Text;

namespace Voidkey.Cli.Execution;

/// <summary><c>execve(2)</c>: the command keeps our process id, terminal, place in the job, and open descriptors, and its end is ours.</summary>
internal sealed unsafe partial class UnixProcess : IProcess
{
    private const int MayExecute = 1;
    private const int NoSuchFile = 2;
    private const int NoExecutableFormat = 8;
    private const int BrokenPipe = 13;
    private const nint DefaultAction = 0;
    private const nint Ignore = 1;
    private const short DefaultSignals = 4; // POSIX_SPAWN_SETSIGDEF on Linux and macOS

    /// <remarks>The platform reads the environment as UTF-8, and what is none would not survive.</remarks>
    public IReadOnlyList<EnvironmentEntry> Environment()
    {
        if (Block() is var block && block == null) return FromPlatform();
        var entries = new List<EnvironmentEntry>();
        for (; *block != null; block++) entries.Add(EnvironmentEntry.Of(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*block).ToArray()));
        return entries;
    }

    public ProgramFile Look(string path)
    {
        if (Directory.Exists(path)) return ProgramFile.NotExecutable;
        if (!File.Exists(path)) return ProgramFile.Missing;
        return Access(path, MayExecute) == 0 ? ProgramFile.Executable : ProgramFile.NotExecutable;
    }

    public Result<ExitCode> Become(Successor successor)
    {
        if (successor.Masked is { } values) return MaskedChild.RunAsync(successor, values, CancellationToken.None).GetAwaiter().GetResult();

        var arguments = Written(successor.Arguments) ?? [.. successor.Arguments.Select(Encoding.UTF8.GetBytes)];
        var environment = successor.Environment.Select(entry => entry.Bytes).ToList();

        // The runtime ignores SIGPIPE, and what is ignored stays so: `command | head` would never end. Signals with a handler of its own become the
        // default by themselves, and those that our parent ignored (nohup) it left alone, as it did the mask.
        _ = SetAction(BrokenPipe, DefaultAction);
        Execute(Text(Encoding.UTF8.GetBytes(successor.Path)), List(arguments), List(environment));
        var error = Marshal.GetLastPInvokeError();

        // A script that does not say what reads it is the shell's, says execvp(3).
        if (error == NoExecutableFormat)
        {
            Execute(Text("/bin/sh"u8), List([arguments[0], Encoding.UTF8.GetBytes(successor.Path), .. arguments.Skip(1)]), List(environment));
            error = Marshal.GetLastPInvokeError();
        }

        return error == NoSuchFile
            ? new Failure(ExitCode.NotFound, FailureCodes.CommandNotFound, "the command could not be started", "it, or the program that its first line names, is not there")
            : new Failure(ExitCode.NotExecutable, FailureCodes.CommandNotExecutable, "the command could not be started", Marshal.GetPInvokeErrorMessage(error));
    }

    public Result<Child> Start(Successor successor)
    {
        var arguments = List(Written(successor.Arguments) ?? [.. successor.Arguments.Select(Encoding.UTF8.GetBytes)]);
        var environment = List([.. successor.Environment.Select(entry => entry.Bytes)]);

        // Opaque structures of the C library; none has one of this size.
        byte* attributes = (byte*)NativeMemory.AllocZeroed(1024), defaults = (byte*)NativeMemory.AllocZeroed(1024);
        _ = InitialiseAttributes(attributes);
        _ = AddSignal(defaults, BrokenPipe);
        _ = SetDefaultSignals(attributes, defaults);
        _ = SetFlags(attributes, DefaultSignals);
        var error = Spawn(out var id, Text(Encoding.UTF8.GetBytes(successor.Path)), null, attributes, arguments, environment);
        if (error == 0) return new UnixChild(id);
        return error == NoSuchFile
            ? new Failure(ExitCode.NotFound, FailureCodes.CommandNotFound, "the command could not be started", "it, or the program that its first line names, is not there")
            : new Failure(ExitCode.NotExecutable, FailureCodes.CommandNotExecutable, "the command could not be started", Marshal.GetPInvokeErrorMessage(error));
    }

    private static byte** Block()
    {
        if (OperatingSystem.IsMacOS()) return *EnvironmentOnMac();
        return NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "environ", out var variable) ? *(byte***)variable : null;
    }

    private static List<EnvironmentEntry> FromPlatform() =>
        [.. System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => EnvironmentEntry.Of((string)entry.Key, (string?)entry.Value ?? ""))];

    /// <summary>The last words of our own command line in the bytes they have, if these are the command: file names need not be UTF-8.</summary>
    private static byte[][]? Written(IReadOnlyList<string> arguments)
    {
        try
        {
            var words = File.ReadAllBytes("/proc/self/cmdline").AsSpan();
            var all = new List<byte[]>();
            for (int end; (end = words.IndexOf((byte)0)) >= 0; words = words[(end + 1)..]) all.Add(words[..end].ToArray());
            var last = all.TakeLast(arguments.Count).ToArray();
            return last.Select(Encoding.UTF8.GetString).SequenceEqual(arguments) ? last : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Never freed: either this memory is gone with the program, or the program ends.
    private static byte* Text(ReadOnlySpan<byte> text)
    {
        var memory = (byte*)NativeMemory.AllocZeroed((nuint)text.Length + 1);
        text.CopyTo(new Span<byte>(memory, text.Length));
        return memory;
    }

    private static byte** List(IReadOnlyList<byte[]> texts)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++) list[i] = Text(texts[i]);
        return list;
    }

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true)]
    private static partial int Execute(byte* path, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Spawn(out int id, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitialiseAttributes(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaultSignals(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static partial int AddSignal(void* signals, int signal);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    /// <summary>The runtime ignores SIGPIPE, and a program that is started while it does ignores it too.</summary>
    public static void IgnoreBrokenPipes(bool ignore) => SetAction(BrokenPipe, ignore ? Ignore : DefaultAction);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetAction(int signal, nint action);

    [LibraryImport("libc", EntryPoint = "_NSGetEnviron")]
    private static partial byte*** EnvironmentOnMac();
}
