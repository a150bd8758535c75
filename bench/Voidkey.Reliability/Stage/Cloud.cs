namespace Voidkey.Reliability.Stage;

/// <summary>A cloud: where it answers, and how the configuration speaks of it.</summary>
/// <param name="Sites">Each of its services has a port of its own; in the order in which they are asked.</param>
/// <param name="Provider">The members of its access provider, but for name and audience.</param>
/// <param name="Key">The members of a key of it, but for the provider.</param>
/// <param name="Audience">Whom the broker's token is for.</param>
internal sealed record Cloud(IReadOnlyList<Site> Sites, string Provider, string Key, string Audience);
