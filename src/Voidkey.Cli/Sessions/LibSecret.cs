using System.Runtime.InteropServices;

namespace Voidkey.Cli.Sessions;

/// <summary>The functions of libsecret and glib that are used, as their headers declare them.</summary>
internal sealed unsafe class LibSecret
{
    /// <summary>Of a <c>GError</c>: its domain and its code stand before.</summary>
    private const int ErrorMessage = 8;

    private readonly delegate* unmanaged<void*, void*, void*, void**, byte*> _lookup;
    private readonly delegate* unmanaged<void*, void*, byte*, byte*, byte*, void*, void**, int> _store;
    private readonly delegate* unmanaged<void*, void*, void*, void**, int> _clear;
    private readonly delegate* unmanaged<byte*, void> _freePassword;
    private readonly delegate* unmanaged<nint, nint, void*> _newTable;
    private readonly delegate* unmanaged<void*, byte*, byte*, int> _insert;
    private readonly delegate* unmanaged<void*, void> _release;
    private readonly delegate* unmanaged<void*, void> _freeError;
    private readonly nint _hash;
    private readonly nint _equal;

    private LibSecret(nint secret, nint glib)
    {
        _lookup = (delegate* unmanaged<void*, void*, void*, void**, byte*>)NativeLibrary.GetExport(secret, "secret_password_lookupv_sync");
        _store = (delegate* unmanaged<void*, void*, byte*, byte*, byte*, void*, void**, int>)NativeLibrary.GetExport(secret, "secret_password_storev_sync");
        _clear = (delegate* unmanaged<void*, void*, void*, void**, int>)NativeLibrary.GetExport(secret, "secret_password_clearv_sync");
        _freePassword = (delegate* unmanaged<byte*, void>)NativeLibrary.GetExport(secret, "secret_password_free");
        _newTable = (delegate* unmanaged<nint, nint, void*>)NativeLibrary.GetExport(glib, "g_hash_table_new");
        _insert = (delegate* unmanaged<void*, byte*, byte*, int>)NativeLibrary.GetExport(glib, "g_hash_table_insert");
        _release = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(glib, "g_hash_table_unref");
        _freeError = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(glib, "g_error_free");
        (_hash, _equal) = (NativeLibrary.GetExport(glib, "g_str_hash"), NativeLibrary.GetExport(glib, "g_str_equal"));
    }

    /// <summary>Null: it is not installed, or lacks what is used.</summary>
    public static LibSecret? Load()
    {
        try
        {
            return NativeLibrary.TryLoad("libsecret-1.so.0", out var secret) && NativeLibrary.TryLoad("libglib-2.0.so.0", out var glib) ? new LibSecret(secret, glib) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    public byte* Lookup(void* schema, void* attributes, void* cancellable, void** error) => _lookup(schema, attributes, cancellable, error);

    public void Store(void* schema, void* attributes, byte* collection, byte* label, byte* text, void* cancellable, void** error) => _ = _store(schema, attributes, collection, label, text, cancellable, error);

    public void Clear(void* schema, void* attributes, void* cancellable, void** error) => _ = _clear(schema, attributes, cancellable, error);

    public void FreePassword(byte* text) => _freePassword(text);

    public void* NewTable() => _newTable(_hash, _equal);

    public void Insert(void* table, byte* name, byte* value) => _ = _insert(table, name, value);

    public void Release(void* table) => _release(table);

    /// <summary>Takes the error over.</summary>
    public Failure Failed(void* error)
    {
        var message = Marshal.PtrToStringUTF8(*(nint*)((byte*)error + ErrorMessage));
        _freeError(error);
        return KeyringStore.Unavailable("the keyring cannot be used", message);
    }
}
