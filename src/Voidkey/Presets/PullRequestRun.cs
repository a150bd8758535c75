namespace Voidkey.Presets;

/// <summary>What the token of a run for a pull or merge request looks like.</summary>
/// <param name="Name">As the vendor calls the event.</param>
/// <param name="Claims">A form that a claim has in such a run.</param>
/// <param name="OnlyWhereNamed">A claim that a rule must mention for the run to be told of; null: a rule that says nothing admits it, and is told so.</param>
/// <param name="Gates">Claims that keep strangers' code out, whatever the event, where a rule asks for a value of them.</param>
/// <param name="Mend">What to ask for instead.</param>
internal sealed record PullRequestRun(string Name, IReadOnlyList<(string Claim, string Form)> Claims, string? OnlyWhereNamed, IReadOnlyList<string> Gates, string Mend);
