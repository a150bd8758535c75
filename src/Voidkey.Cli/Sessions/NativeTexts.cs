using System.Runtime.InteropServices;
using System.Text;

namespace Voidkey.Cli.Sessions;

/// <summary>Memory for one call of a C library. It is overwritten before it is given back: secrets stood there.</summary>
internal sealed unsafe class NativeTexts : IDisposable
{
    private readonly List<(nint Address, int Length)> _blocks = [];

    /// <summary>UTF-8, with a NUL behind it. A NUL within would end it there: texts of ours have none.</summary>
    public byte* Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var memory = Zeroed(bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        return memory;
    }

    public byte* Zeroed(int length)
    {
        var memory = (byte*)NativeMemory.AllocZeroed((nuint)length);
        _blocks.Add(((nint)memory, length));
        return memory;
    }

    public void Dispose()
    {
        foreach (var (address, length) in _blocks)
        {
            NativeMemory.Clear((void*)address, (nuint)length);
            NativeMemory.Free((void*)address);
        }
    }
}
