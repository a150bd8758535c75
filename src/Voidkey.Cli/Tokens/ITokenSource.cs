namespace Voidkey.Cli.Tokens;

/// <summary>A place that hands out the caller's token: a CI system, a cluster, a cloud.</summary>
internal interface ITokenSource
{
    /// <summary>As <c>--source</c> names it.</summary>
    string Name { get; }

    /// <summary>What tells that this is the place, for people.</summary>
    string Sign { get; }

    /// <summary>Whether this is the place. It may still lack something; then getting a token names what.</summary>
    bool IsHere { get; }

    /// <summary>Gets a token, or says what is missing.</summary>
    /// <param name="audience">For whom. A source whose platform fixes the audience does not ask it.</param>
    Task<Result<Secret>> GetTokenAsync(Audience audience, CancellationToken ct);
}
