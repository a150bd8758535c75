using Voidkey.Configuration;
using Voidkey.PolicyTests;

namespace Voidkey.Server.Verbs;

/// <summary>One configuration and how its tests came out.</summary>
/// <param name="Results">Null where the configuration has errors.</param>
internal sealed record TestedConfiguration(string Path, IReadOnlyList<ConfigProblem> Problems, IReadOnlyList<PolicyTestResult>? Results);
