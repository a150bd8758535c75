using System.Reflection;
using System.Runtime.CompilerServices;

namespace Voidkey.Cli.Tests;

/// <summary>What a reader may rely on everywhere in the command line's code.</summary>
public sealed class ConventionTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] Types = [.. typeof(Surroundings).Assembly.GetTypes()
        .Where(t => t.Namespace?.StartsWith("Voidkey.Cli", StringComparison.Ordinal) == true && !t.IsDefined(typeof(CompilerGeneratedAttribute)) && !t.Name.Contains('<'))];

    [Fact]
    public void Classes_are_sealed() =>
        Assert.All(Types.Where(t => t.IsClass && !t.IsAbstract), t => Assert.True(t.IsSealed, t.Name));

    [Fact]
    public void Async_methods_say_so_and_take_their_cancellation_last() =>
        Assert.All(Methods().Where(m => typeof(Task).IsAssignableFrom(m.ReturnType)), m =>
        {
            Assert.EndsWith("Async", m.Name, StringComparison.Ordinal);
            Assert.Equal(typeof(CancellationToken), m.GetParameters().LastOrDefault()?.ParameterType);
        });

    [Fact]
    public void No_text_is_called_a_secret()
    {
        string[] words = ["Secret", "Token", "Password"];
        var named = Types.SelectMany(t => t.GetProperties(Declared).Where(p => p.PropertyType == typeof(string)).Select(p => p.Name))
            .Concat(Methods().SelectMany(m => m.GetParameters()).Where(p => p.ParameterType == typeof(string)).Select(p => p.Name!));

        Assert.DoesNotContain(named, name => words.Any(w => name.EndsWith(w, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Only_the_contracts_and_the_parser_are_referenced()
    {
        var references = typeof(Surroundings).Assembly.GetReferencedAssemblies().Select(a => a.Name!);

        Assert.Equal(["System.CommandLine", "Voidkey.Contracts"], references.Where(n => n.StartsWith("Voidkey", StringComparison.Ordinal) || n == "System.CommandLine").Order());
    }

    private static IEnumerable<MethodInfo> Methods() =>
        Types.SelectMany(t => t.GetMethods(Declared)).Where(m => !m.IsSpecialName && !m.Name.Contains('<'));
}
