using Voidkey.Identity;

namespace Voidkey.Policy;

/// <summary>The caller has just this subject.</summary>
internal sealed record SubjectCondition(string Subject, string Wanted) : ICondition
{
    public string Name => "sub";

    public bool Holds(Principal caller, Circumstances at) => string.Equals(Subject, caller.Subject, StringComparison.Ordinal);

    public string Got(Principal caller, Circumstances at) => caller.Subject;
}
