using Voidkey.Identity;

namespace Voidkey;

/// <summary>What a caller may mint.</summary>
public sealed record GrantedKeys(Principal Principal, IReadOnlyList<GrantedKey> Keys);

/// <param name="Name">What to ask for.</param>
/// <param name="Provider">The access provider's name.</param>
/// <param name="Cap">The longest lifetime that is granted.</param>
/// <param name="Outputs">The environment variables that a mint sets.</param>
public sealed record GrantedKey(string Name, string Provider, string? Description, TimeSpan Cap, IReadOnlyList<string> Outputs);
