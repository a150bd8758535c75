namespace Voidkey.Contracts;

/// <summary>The body of <c>POST /v1/explain</c>. Unknown members are refused.</summary>
/// <param name="Key">The key in question, 1–128 characters.</param>
public sealed record ExplainRequest(string Key);

/// <summary>The answer to <c>POST /v1/explain</c>: what a mint of the key would be answered, decided by the same code. Nothing is minted.</summary>
/// <remarks>A key that others have, and a key that nobody has, get one and the same answer.</remarks>
/// <param name="Key">As it was sent.</param>
/// <param name="Allowed">True where a mint would be granted.</param>
/// <param name="Subject">The caller, as the token named him.</param>
/// <param name="Idp">The configured name of the identity provider that vouched for him.</param>
/// <param name="ExpiresAt">When his token expires, UTC, in whole seconds.</param>
/// <param name="Reason"><c>granted</c>, or a reason of a 403: <c>not_granted</c>, <c>ambiguous_grant</c>, <c>claim_missing</c>, <c>claim_unusable</c>.</param>
/// <param name="Keys">What the caller may mint, in the order of the configuration.</param>
/// <param name="Claims">His token's claims, shortened and printable.</param>
/// <param name="Conditions">What rules with this key asked for, where the broker's policy shows them: the nearest rule first, and what fails first.</param>
/// <param name="Message">The sentence of that 403; left out where there would be none.</param>
public sealed record ExplainResponse(
    string Key,
    bool Allowed,
    string Subject,
    string Idp,
    DateTimeOffset ExpiresAt,
    string Reason,
    IReadOnlyList<string> Keys,
    IReadOnlyDictionary<string, string> Claims,
    IReadOnlyList<ExplainedCondition> Conditions,
    string? Message = null);

/// <param name="Rule">Which rule, counted from 1, the nearest. All conditions of a rule must hold.</param>
/// <param name="Claim">Which claim, or <c>constraints.…</c>.</param>
/// <param name="Wanted">What must be, as the configuration has it. Shortened and printable, as is <paramref name="Got"/>.</param>
/// <param name="Got">What there was; left out where there was nothing.</param>
public sealed record ExplainedCondition(int Rule, string Claim, bool Holds, string? Wanted = null, string? Got = null);

/// <summary>The answer to <c>GET /v1/whoami</c>.</summary>
/// <param name="Subject">The caller, as the token named him.</param>
/// <param name="Idp">The configured name of the identity provider that vouched for him.</param>
/// <param name="Issuer">The token's <c>iss</c>.</param>
/// <param name="Audience">What the token's <c>aud</c> names.</param>
/// <param name="ExpiresAt">When his token expires, UTC, in whole seconds.</param>
/// <param name="Identities">The broker's identities that match him: their names, or what they have instead of one.</param>
public sealed record WhoAmI(string Subject, string Idp, string Issuer, IReadOnlyList<string> Audience, DateTimeOffset ExpiresAt, IReadOnlyList<string> Identities);
