using Voidkey.Access;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Providers;

namespace Voidkey.Server.Hosting;

/// <summary>What a server's configuration may name as <c>type</c>: what ships, and what a custom host adds.</summary>
internal sealed record ProviderTypes
{
    /// <summary>What ships, alone.</summary>
    public static ProviderTypes BuiltIn { get; } = new();

    /// <summary>Beside those that ship.</summary>
    public IReadOnlyList<Func<OutboundHttp, TimeProvider, IAccessProvider>> OtherProviders { get; init; } = [];

    /// <summary>None ships: JWTs are not one of many.</summary>
    public IReadOnlyList<Func<OutboundHttp, TimeProvider, ISubjectTokenValidator>> Validators { get; init; } = [];

    /// <param name="http">The way out that they share.</param>
    /// <exception cref="InvalidOperationException">Two types have one name.</exception>
    public IReadOnlyList<IAccessProvider> CreateProviders(OutboundHttp http, TimeProvider time)
    {
        IAccessProvider[] all = [.. BuiltInProviders.Create(http, time), .. OtherProviders.Select(create => create(http, time))];
        return Twice(all.SelectMany(static provider => provider.Aliases.Prepend(provider.Type))) is { } name ? throw new InvalidOperationException($"There are two access providers of type '{name}'.") : all;
    }

    /// <inheritdoc cref="CreateProviders"/>
    public IReadOnlyList<ISubjectTokenValidator> CreateValidators(OutboundHttp http, TimeProvider time)
    {
        ISubjectTokenValidator[] all = [.. Validators.Select(create => create(http, time))];
        return Twice(all.Select(static validator => validator.Type)) is { } name ? throw new InvalidOperationException($"There are two subject token validators of type '{name}'.") : all;
    }

    private static string? Twice(IEnumerable<string> names) => names.GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1)?.Key;
}
