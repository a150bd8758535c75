namespace Voidkey.Demo;

/// <summary>Something did not happen as it is told.</summary>
internal sealed class StoryBrokenException(string message) : Exception(message)
{
    public static void Unless(bool happened, string promise)
    {
        if (!happened) throw new StoryBrokenException($"This did not happen: {promise}");
    }
}
