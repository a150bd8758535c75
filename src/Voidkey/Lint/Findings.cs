using Voidkey.Configuration;

namespace Voidkey.Lint;

/// <summary>Collects what was found, less what the operator ignores.</summary>
internal sealed class Findings(IReadOnlyList<string> ignored)
{
    private readonly ConfigProblems _found = new();

    public IReadOnlyList<ConfigProblem> All => _found.All;

    public void Add(string code, ClientIdpConfig idp, string member, string message) => Add(code, [], idp.Section.PositionOf(member), idp.Section.PathOf(member), message);

    public void Add(string code, ClientIdentityConfig identity, ConfigPosition position, string path, string message) => Add(code, identity.IgnoredFindings, position, path, message);

    public void Add(string code, Way way, string message) => Add(code, way.Identity, way.Position, way.Path, message);

    public void Add(string code, Way way, WayCondition condition, ConfigPosition position, string message) => Add(code, way.Identity, position, condition.At, message);

    private void Add(string code, IReadOnlyList<string> ignoredHere, ConfigPosition position, string path, string message)
    {
        if (!ignored.Contains(code, StringComparer.Ordinal) && !ignoredHere.Contains(code, StringComparer.Ordinal)) _found.Warn(code, position, path, message);
    }
}
