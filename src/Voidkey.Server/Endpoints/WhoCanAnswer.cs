using Voidkey.Contracts;

namespace Voidkey.Server.Endpoints;

/// <summary>Who may mint a key, as operators are told it.</summary>
internal static class WhoCanAnswer
{
    public static WhoCan Of(EndpointContext context, string? key, int from)
    {
        var current = context.Host.Current;
        var found = current.FindHolders(key, from);
        return new WhoCan(current.Snapshot.Hash, [.. found.Holders.Select(Of)], found.Next);
    }

    private static WhoCanHolder Of(KeyHolder holder) => new(
        holder.Key,
        holder.Identity,
        holder.Idp,
        [.. holder.Alternatives.Select(static alternative => (IReadOnlyList<WhoCanCondition>)[.. alternative.Select(static condition => new WhoCanCondition(condition.Claim, condition.Wanted))])],
        holder.HasMore,
        holder.Provider,
        holder.Target,
        (long)holder.Lifetime.TotalSeconds,
        (long)holder.Cap.TotalSeconds,
        !holder.IsAlone,
        holder.Name);
}
