namespace Voidkey.Limits;

/// <summary>The section <c>limits</c>, less what one request may ask for.</summary>
/// <param name="Addresses">Failures of unverified callers by network address; null: not limited.</param>
/// <param name="Subjects">Mints by subject; null: not limited.</param>
/// <param name="ProviderConcurrency">Mints under way at one access provider; <see cref="int.MaxValue"/>: not limited.</param>
public sealed record LimitSettings(WindowLimit? Addresses, WindowLimit? Subjects, int ProviderConcurrency)
{
    /// <summary>What <c>enabled: false</c> means.</summary>
    public static LimitSettings None { get; } = new(null, null, int.MaxValue);
}
