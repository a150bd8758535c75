using Voidkey.Access;
using Voidkey.Http;
using Voidkey.Providers;

namespace Voidkey.Server.Hosting;

/// <summary>The provider types that a server knows: those that ship, and what a custom host adds.</summary>
internal sealed class ProviderTypes
{
    private readonly IReadOnlyList<Func<OutboundHttp, TimeProvider, IAccessProvider>> _others;

    private ProviderTypes(IReadOnlyList<Func<OutboundHttp, TimeProvider, IAccessProvider>> others) => _others = others;

    /// <summary>Those that ship, alone.</summary>
    public static ProviderTypes BuiltIn { get; } = new([]);

    public ProviderTypes With(Func<OutboundHttp, TimeProvider, IAccessProvider> other) => new([.. _others, other]);

    /// <param name="http">The way out that they share.</param>
    /// <exception cref="InvalidOperationException">Two types have one name.</exception>
    public IReadOnlyList<IAccessProvider> Create(OutboundHttp http, TimeProvider time)
    {
        IAccessProvider[] all = [.. BuiltInProviders.Create(http, time), .. _others.Select(create => create(http, time))];
        var twice = all.SelectMany(static provider => provider.Aliases.Prepend(provider.Type)).GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1);
        return twice is null ? all : throw new InvalidOperationException($"There are two access providers of type '{twice.Key}'.");
    }
}
