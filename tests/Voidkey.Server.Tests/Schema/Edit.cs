namespace Voidkey.Server.Tests.Schema;

/// <summary>One change to a good configuration.</summary>
/// <param name="Kind">What was done, for example <c>renamed</c>.</param>
/// <param name="At">Which member it was done to.</param>
/// <param name="Text">The whole configuration after it.</param>
/// <param name="Lines">Where the problem may be told: at the change; where something is missing, where the section begins, or at what refers to it.</param>
internal sealed record Edit(string Kind, string At, string Text, IReadOnlyList<int> Lines)
{
    /// <summary>Why it may load all the same; null where it must not.</summary>
    public string? MayLoad { get; init; }

    /// <summary>The configuration before it.</summary>
    public string Before { get; init; } = "";

    public string Name => $"{Kind}: {At}";
}
