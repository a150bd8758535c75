namespace Voidkey.Configuration;

/// <summary>Tells when files have changed and come to rest: a file that is half written looks otherwise at the next look.</summary>
internal sealed class SettledLook
{
    private string? _settled;
    private string? _seen;

    /// <returns>True once for every change: when two looks in a row agree, and not with what was settled before. The first looks of all are a change too.</returns>
    public bool HasChanged(string look)
    {
        if (look == _settled)
        {
            _seen = null;
            return false;
        }

        var isAtRest = look == _seen;
        if (isAtRest) (_settled, _seen) = (look, null);
        else _seen = look;
        return isAtRest;
    }

    /// <summary>Makes the next looks a change: what was loaded without waiting may have been half written, or be written again within one tick of the clock.</summary>
    public void Forget() => (_settled, _seen) = (null, null);
}
