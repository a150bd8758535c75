namespace Voidkey.Presets;

/// <summary>Who decides what a claim says.</summary>
internal enum ClaimControl
{
    /// <summary>The platform: ids, and facts about the run.</summary>
    Platform = 0,

    /// <summary>Those who administer the tenant, the organisation or the repository.</summary>
    Organisation,

    /// <summary>Whoever can push a branch, open a pull request, or edit his own profile.</summary>
    Caller,
}

/// <summary>What a claim is in JSON.</summary>
internal enum ClaimType
{
    Text = 0,

    /// <summary>A text that holds a number, such as <c>"48151623"</c>.</summary>
    Digits,
    Number,
    Flag,
    List,
    Object,

    /// <summary>Not known.</summary>
    Any,
}

/// <summary>One claim of a vendor's tokens.</summary>
/// <param name="Name">As <c>match</c> writes it: a name, or a JSON pointer into nested claims.</param>
internal sealed record PresetClaim(string Name, ClaimControl Control, ClaimType Type = ClaimType.Text)
{
    /// <summary>True where the value belongs to one tenant, organisation, repository or person: nobody else's token has it.</summary>
    public bool Tells { get; init; }

    /// <summary>The claim that names the same thing by an id that is never given to another; null: there is none, or this is it.</summary>
    public string? Id { get; init; }

    /// <summary>Globs of which every value has one; empty: values are not known.</summary>
    public IReadOnlyList<string> Forms { get; init; } = [];

    /// <summary>What no value begins with although people write it; null: nothing.</summary>
    public string? NeverBegins { get; init; }

    /// <summary>What stands before the organisation's name, which ends at the next <c>/</c> or <c>:</c>; null: the value names none.</summary>
    public string? OwnerAfter { get; init; }

    /// <summary>What stands behind the part in which slashes are nobody's boundary, such as a path of groups; null: there is none.</summary>
    public string? PathEndsAt { get; init; }

    /// <summary>What stands before the last part of the value, in which slashes and colons are nobody's boundary any more; empty: the value has no parts.</summary>
    public IReadOnlyList<string> LastPartAfter { get; init; } = [];
}
