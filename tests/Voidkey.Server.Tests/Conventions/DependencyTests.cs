using System.Reflection;
using System.Text.RegularExpressions;
using Voidkey.Contracts;
using Voidkey.Providers;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>Arrows point downwards only.</summary>
public sealed partial class DependencyTests
{
    // Access and Identity each have a seam, and know Configuration as it knows them: a plug-in reads its own section, and the configuration binds the plug-ins. Everything else is a ladder.
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Diagnostics"] = [],
        ["Http"] = ["Diagnostics"],
        ["Limits"] = [],
        ["Presets"] = [],
        ["Identity"] = ["Configuration", "Diagnostics", "Http"],
        ["BrokerIdentity"] = ["Diagnostics", "Http", "Identity"],
        ["Audit"] = ["Access", "BrokerIdentity", "Diagnostics", "Http", "Identity"],
        ["Replay"] = ["Diagnostics", "Http", "Identity"],
        ["Access"] = ["BrokerIdentity", "Configuration", "Diagnostics", "Http", "Identity"],
        ["Policy"] = ["Access", "BrokerIdentity", "Diagnostics", "Identity", "Limits"],
        ["Configuration"] = ["Access", "Audit", "BrokerIdentity", "Diagnostics", "Http", "Identity", "Limits", "Policy", "Presets", "Replay"],
        ["Lint"] = ["Access", "Configuration", "Identity", "Policy", "Presets"],
        ["PolicyTests"] = ["Access", "Configuration", "Identity", "Policy"],
        ["Comparison"] = ["Configuration", "Identity", "Policy", "PolicyTests", "Replay"],
    };

    public static TheoryData<Type, string[]> Assemblies => new()
    {
        { typeof(Problem), [] },
        { typeof(Broker), [] },
        { typeof(BuiltInProviders), ["Voidkey"] },
        { typeof(VoidkeyServer), ["Voidkey", "Voidkey.Contracts", "Voidkey.Providers"] },
    };

    [Theory, MemberData(nameof(Assemblies))]
    public void An_assembly_knows_of_ours_only_what_is_below_it(Type one, string[] ours) =>
        Assert.Equal(ours, References(one.Assembly).Where(static name => name.StartsWith("Voidkey", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal));

    [Fact]
    public void Only_the_server_knows_the_web()
    {
        Assert.All(
            new[] { typeof(Problem), typeof(Broker), typeof(BuiltInProviders) },
            static one => Assert.DoesNotContain(References(one.Assembly), static name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)));
        Assert.Contains(References(typeof(VoidkeyServer).Assembly), static name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_of_the_core_knows_only_what_is_below_it()
    {
        var used = Source.Files.Select(static file => (Folder: Core().Match(file.Path).Groups[1].Value, file.Text))
            .Where(static file => file.Folder.Length > 0)
            .SelectMany(static file => Using().Matches(file.Text).Select(match => (file.Folder, Uses: match.Groups[1].Value)))
            .Where(static use => use.Folder != use.Uses).Distinct().ToArray();

        Assert.NotEmpty(used);
        Assert.All(used, static use => Assert.True(MayUse.TryGetValue(use.Folder, out var may) && may.Contains(use.Uses), $"{use.Folder} uses {use.Uses}"));
    }

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(static name => name.Name!);

    [GeneratedRegex(@"\AVoidkey[/\\](\w+)[/\\]")]
    private static partial Regex Core();

    [GeneratedRegex(@"^(?:global )?using (?:static )?Voidkey\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
