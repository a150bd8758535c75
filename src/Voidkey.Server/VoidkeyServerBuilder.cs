using System.Diagnostics.CodeAnalysis;
using Voidkey.Access;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Server.Hosting;

namespace Voidkey.Server;

/// <summary>Collects what a server has beside what ships, and runs it.</summary>
public sealed class VoidkeyServerBuilder
{
    private readonly string[] _args;
    private ProviderTypes _types = ProviderTypes.BuiltIn;

    internal VoidkeyServerBuilder(string[] args) => _args = args;

    /// <summary>Adds a provider type. <c>accessProviders[].type</c> may name it from now on, and <c>check</c>, <c>test</c>, <c>diff</c> and <c>explain</c> know it too.</summary>
    /// <typeparam name="T">Its constructor takes an <see cref="OutboundHttp"/>, a <see cref="TimeProvider"/>, both, or nothing.</typeparam>
    public VoidkeyServerBuilder AddAccessProvider<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class, IAccessProvider => AddAccessProvider(Create<T>);

    /// <summary>Adds a provider type that is made by <paramref name="create"/>.</summary>
    /// <param name="create">Called when a configuration is about to be loaded; more than once, where several are.</param>
    public VoidkeyServerBuilder AddAccessProvider(Func<OutboundHttp, TimeProvider, IAccessProvider> create)
    {
        _types = _types with { OtherProviders = [.. _types.OtherProviders, create] };
        return this;
    }

    /// <summary>Adds identity providers of another kind than OpenID issuers. <c>clientIdps[].type</c> may name it from now on, and <c>check</c>, <c>test</c>, <c>diff</c> and <c>explain</c> know it too.</summary>
    /// <typeparam name="T">Its constructor takes an <see cref="OutboundHttp"/>, a <see cref="TimeProvider"/>, both, or nothing.</typeparam>
    public VoidkeyServerBuilder AddSubjectTokenValidator<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class, ISubjectTokenValidator => AddSubjectTokenValidator(Create<T>);

    /// <summary>Adds identity providers of another kind, whose validator is made by <paramref name="create"/>.</summary>
    /// <param name="create">Called when a configuration is about to be loaded; more than once, where several are.</param>
    public VoidkeyServerBuilder AddSubjectTokenValidator(Func<OutboundHttp, TimeProvider, ISubjectTokenValidator> create)
    {
        _types = _types with { Validators = [.. _types.Validators, create] };
        return this;
    }

    /// <summary>Does what the command line says.</summary>
    /// <returns>The exit code: see <c>voidkey-server --help</c>.</returns>
    /// <exception cref="InvalidOperationException">Two types have one name.</exception>
    public Task<int> RunAsync() => ServerCommand.RunAsync(_args, _types);

    private static T Create<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(OutboundHttp http, TimeProvider time)
        where T : class
    {
        using var services = new ServiceCollection().AddSingleton(http).AddSingleton(time).BuildServiceProvider();
        return ActivatorUtilities.CreateInstance<T>(services);
    }
}
