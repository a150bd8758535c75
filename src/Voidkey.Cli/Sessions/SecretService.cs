using System.Runtime.InteropServices;

namespace Voidkey.Cli.Sessions;

/// <summary>The freedesktop.org Secret Service of a Linux desktop (GNOME Keyring, KWallet, KeePassXC), through libsecret where that is installed.</summary>
/// <remarks>Loaded when it is first asked for: most runs never need it.</remarks>
internal sealed unsafe class SecretService : IKeyring
{
    private const string Schema = "dev.voidkey.Session";
    private const int StringAttribute = 0;

    // struct SecretSchema: name, flags, 32 attributes of a name and a type each, and what is reserved.
    private const int SchemaBytes = 1024;
    private const int FirstAttribute = 16;
    private const int AttributeBytes = 16;

    public string Name => "the Secret Service";

    public Result<string> Find(SessionKey key) => With(key, static (library, schema, attributes, _) =>
    {
        void* error = null;
        var text = library.Lookup(schema, attributes, null, &error);
        if (error != null) return library.Failed(error);
        if (text == null) return "";
        var found = Marshal.PtrToStringUTF8((nint)text)!;
        library.FreePassword(text);
        return found;
    });

    public Failure? Keep(SessionKey key, string text) => Refused(With(key, (library, schema, attributes, memory) =>
    {
        void* error = null;
        library.Store(schema, attributes, null, memory.Text($"voidkey: {key.Idp} at {key.Broker}"), memory.Text(text), null, &error);
        return error == null ? "" : library.Failed(error);
    }));

    public Failure? Remove(SessionKey key) => Refused(With(key, static (library, schema, attributes, _) =>
    {
        void* error = null;
        library.Clear(schema, attributes, null, &error);
        return error == null ? "" : library.Failed(error);
    }));

    private static Failure? Refused(Result<string> result) => result.TryGet(out _, out var failure) ? null : failure;

    private delegate Result<string> Call(LibSecret library, void* schema, void* attributes, NativeTexts memory);

    private static Result<string> With(SessionKey key, Call call)
    {
        if (LibSecret.Load() is not { } library) return KeyringStore.Unavailable("there is no keyring on this machine", "libsecret-1.so.0 is not installed");

        using var memory = new NativeTexts();
        byte* broker = memory.Text("broker"), idp = memory.Text("idp");
        var schema = memory.Zeroed(SchemaBytes);
        *(byte**)schema = memory.Text(Schema);
        Describe(schema, 0, broker);
        Describe(schema, 1, idp);

        var attributes = library.NewTable();
        library.Insert(attributes, broker, memory.Text(key.Broker));
        library.Insert(attributes, idp, memory.Text(key.Idp));
        try
        {
            return call(library, schema, attributes, memory);
        }
        finally
        {
            library.Release(attributes);
        }
    }

    private static void Describe(byte* schema, int index, byte* name)
    {
        var attribute = schema + FirstAttribute + (index * AttributeBytes);
        *(byte**)attribute = name;
        *(int*)(attribute + sizeof(nint)) = StringAttribute;
    }
}
