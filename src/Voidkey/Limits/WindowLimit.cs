namespace Voidkey.Limits;

/// <summary>So many in so much time.</summary>
/// <param name="Permits">At least 1.</param>
/// <param name="Window">1 s to 1 h. It begins with the first that is counted, and the next with the first after its end.</param>
public sealed record WindowLimit(int Permits, TimeSpan Window);
