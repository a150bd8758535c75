namespace Voidkey.BrokerIdentity;

/// <summary>Tells what of the looks at a file has not been told yet: a good version once, and a fault once until it is another.</summary>
internal sealed class FileNews
{
    private object? _told;

    /// <param name="value">The good version that is in force, or null.</param>
    /// <param name="fault">Why what stands there now is not it; empty: it is.</param>
    public bool IsNew(object? value, string fault)
    {
        object? news = fault.Length > 0 ? fault : value;
        return !Equals(Interlocked.Exchange(ref _told, news), news);
    }
}
