using System.Text;

namespace Voidkey.Testing;

/// <summary>Where the secrets of a whole run of tests are put together, and all that was said in it: whoever runs every test process names the folder in <c>VOIDKEY_CANARY_FOLDER</c>, and searches the one for the other at the end. Without it nothing is written.</summary>
internal static class CanaryFolder
{
    /// <summary>The shortest secret that is searched for, in characters: a shorter one may turn up by chance.</summary>
    public const int ShortestSecret = 8;

    /// <summary>Names the folder.</summary>
    public const string Variable = "VOIDKEY_CANARY_FOLDER";

    private static readonly string? Folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? Directory.CreateDirectory(folder).FullName : null;
    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Noted = [];
    private static readonly Lazy<StreamWriter> Secrets = new(static () => Open("secrets"));
    private static readonly Lazy<StreamWriter> Words = new(static () => Open("said"));

    /// <summary>Has the run search for a secret.</summary>
    /// <param name="name">What a finding calls it.</param>
    public static void Note(string name, string secret)
    {
        if (Folder is null || secret.Length < ShortestSecret) return;
        lock (Gate)
        {
            if (Noted.Add(string.GetHashCode(secret, StringComparison.Ordinal))) Secrets.Value.WriteLine($"{Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))} {name}");
        }
    }

    /// <summary>Has the run search for a private key, as it stands in its file: by a line of it that is of this key alone.</summary>
    /// <returns>The key.</returns>
    public static string NoteKey(string pem)
    {
        Note("private key", pem.Split('\n')[2].Trim());
        return pem;
    }

    /// <summary>Has the run search in what something under test printed, logged, recorded, traced or counted. Not in what is rightly an answer.</summary>
    /// <param name="where">What a finding says it was in.</param>
    public static void Said(string where, string text)
    {
        if (Folder is null || text.Length == 0) return;
        lock (Gate) Words.Value.WriteLine($"== {where}\n{text}");
    }

    private static StreamWriter Open(string what) =>
        new(Path.Combine(Folder!, $"{what}-{Path.GetFileNameWithoutExtension(Environment.GetCommandLineArgs()[0])}-{Environment.ProcessId}"), append: true, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
