using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>Says who runs the broker: whom an entry of <c>operators</c> matches, by the rules that tell callers apart everywhere. Asks nobody and changes nothing.</summary>
internal sealed class OperatorPolicy(IReadOnlyList<IdentityRule> operators)
{
    private readonly IdentityIndex _operators = new(operators);

    /// <summary>True where nobody can be an operator.</summary>
    public bool IsEmpty => operators.Count == 0;

    /// <returns>The first entry that matches; null: the caller is no operator.</returns>
    public IdentityRule? Find(Principal caller, Circumstances at) => _operators.Find(caller, at) is [var rule, ..] ? rule : null;
}
