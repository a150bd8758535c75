using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>One thing that an identity asks of a caller. What decides is what is told: there is no second evaluation for those who ask why.</summary>
internal interface ICondition
{
    /// <summary>The claim as it is written, or what else this is about.</summary>
    string Name { get; }

    /// <summary>What must be, as it is written.</summary>
    string Wanted { get; }

    bool Holds(Principal caller, Circumstances at);

    /// <returns>What there is; null where there is nothing. Not shortened, and not made printable.</returns>
    string? Got(Principal caller, Circumstances at);
}
