using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Voidkey.Contracts;
using Voidkey.Providers;
using Xunit;

namespace Voidkey.Server.Tests.Conventions;

/// <summary>What a reader may rely on everywhere in the code; the command line's own tests say the same of it.</summary>
public sealed class CodeTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] Types = [.. new[] { typeof(Problem), typeof(Broker), typeof(BuiltInProviders), typeof(VoidkeyServer) }
        .SelectMany(static one => one.Assembly.GetTypes())
        .Where(static type => type.Namespace?.StartsWith("Voidkey", StringComparison.Ordinal) == true && !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.FullName!.Contains('<'))];

    // Nobody cancels these. A record is written whether or not its caller still waits, within the sink's own bound; a shared fetch has its own time limit,
    // since others wait for it too; a reload ends before its loop does; a connection is read and written until it fails; a process runs until it is told to stop, and a question to it has the time of a request.
    private static readonly string[] Uncancelled =
    [
        "IAuditSink.WriteAsync", "IAuditOutput.WriteAsync", "FileOutput.WriteAsync", "StreamOutput.WriteAsync", "WebhookOutput.WriteAsync", "LineSink.WriteAsync", "LineSink.WriteWaitingAsync", "LineSink.TryWriteAsync",
        "AuditTrail.RecordAsync", "AuditTrail.IsReadyAsync", "Broker.RecordAsync", "Broker.RefuseAsync", "Broker.LimitAsync", "OperatorAccess.RecordAsync", "OperatorAccess.RefuseAsync", "OperatorAccess.LimitAsync", "OperatorAccess.SeesMoreAsync",
        "AuditSinks.CloseUnusedAsync", "BrokerHost.TellOfUnverifiedAsync", "ConfigReload.ReloadAsync", "ConfigReload.LookAsync", "ConfigReload.ApplyAsync", "ConfigReload.RecordAsync",
        "RedisConnection.UntilFailureAsync", "RedisConnection.ReadAllAsync", "RedisConnection.WriteAllAsync",
        "SharedFetch`1.FetchAsync", "SharedFetch`1.Start", "ServerCommand.RunAsync", "ServerCommand.CheckHealthAsync", "ServerCommand.ExplainAsync", "ServerCommand.ServeAsync", "ServerHost.RunAsync", "VoidkeyServerBuilder.RunAsync",
    ];

    [Fact]
    public void Classes_are_sealed_abstract_or_static() =>
        Assert.All(Types.Where(static type => type.IsClass), static type => Assert.True(type.IsSealed || type.IsAbstract, type.FullName));

    /// <summary>A shared fetch apart: <c>Start</c> gives back the flight that is under way, which its caller may or may not wait for.</summary>
    [Fact]
    public void Methods_that_return_a_task_say_so() => Assert.All(Asynchronous().Where(static method => Name(method) != "SharedFetch`1.Start"), static method => Assert.EndsWith("Async", method.Name, StringComparison.Ordinal));

    /// <summary>A method that is given a request answers it: what it calls is limited by <c>RequestDeadline</c>, and Kestrel ends what the caller has left.</summary>
    [Fact]
    public void Asynchronous_methods_take_their_cancellation_last()
    {
        var without = Asynchronous()
            .Where(static method => method.Name != nameof(IAsyncDisposable.DisposeAsync) && method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            .Where(static method => method.GetParameters().FirstOrDefault()?.ParameterType != typeof(HttpContext));

        Assert.Equal(Uncancelled.Order(StringComparer.Ordinal), without.Select(Name).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Constants apart: they name a thing, such as a field or an error code.</summary>
    [Fact]
    public void No_text_is_called_a_secret()
    {
        string[] words = ["Secret", "Token", "Password"];
        var texts = Types.SelectMany(static type => type.GetProperties(Declared).Where(static one => IsText(one.PropertyType)).Select(one => (type, one.Name))
                .Concat(type.GetFields(Declared).Where(static one => IsText(one.FieldType) && !one.IsLiteral).Select(one => (type, one.Name))))
            .Concat(Methods().Concat(Types.SelectMany(static type => type.GetConstructors(Declared)).Cast<MethodBase>())
                .SelectMany(static method => method.GetParameters().Where(static one => IsText(one.ParameterType)).Select(one => (method.DeclaringType!, one.Name!))))
            .ToArray();

        Assert.NotEmpty(texts);
        Assert.DoesNotContain(texts, text => words.Any(word => text.Item2.EndsWith(word, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Whatever cloud a provider calls may have a private authority.</summary>
    [Fact]
    public void A_provider_calls_nobody_but_with_the_authorities_of_its_section()
    {
        var providers = Source.Files.Where(static file => file.Path.StartsWith("Voidkey.Providers", StringComparison.Ordinal) && file.Text.Contains("OutboundHttp http", StringComparison.Ordinal) && file.Text.Contains(": IAccessProvider", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(providers);
        Assert.All(providers, static file => Assert.DoesNotMatch(@"[(,]\s*http\s*[,)]", file.Text));
        Assert.All(providers, static file => Assert.Matches(@"http\.Trusting\((?:provider\.CertificateAuthorities\(""caFile""\)|authorities)\)", file.Text));
        Assert.All(providers, static file => Assert.Contains("provider.CertificateAuthorities(\"caFile\")", file.Text, StringComparison.Ordinal));
    }

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(string).MakeByRefType();

    private static IEnumerable<MethodBase> Methods() =>
        Types.SelectMany(static type => type.GetMethods(Declared)).Where(static method => !method.IsSpecialName && !method.Name.Contains('<'));

    // A delegate's methods are the platform's.
    private static IEnumerable<MethodInfo> Asynchronous() => Methods().OfType<MethodInfo>()
        .Where(static method => !typeof(Delegate).IsAssignableFrom(method.DeclaringType))
        .Where(static method => typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType == typeof(ValueTask)
            || (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>)));

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
