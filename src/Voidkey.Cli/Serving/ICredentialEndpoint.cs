using Voidkey.Cli.Broker;
using Voidkey.Cli.Loopback;

namespace Voidkey.Cli.Serving;

/// <summary>A way in which a cloud's own programs ask a local port for credentials.</summary>
internal interface ICredentialEndpoint
{
    /// <summary>As its flag is called, without dashes.</summary>
    string Protocol { get; }

    /// <summary>Whether this key has what the protocol hands out.</summary>
    bool Fits(KeyCredentials key);

    /// <summary>What the key must set, for messages.</summary>
    string Wanted { get; }

    /// <summary>What a program must see to ask here.</summary>
    /// <param name="authority">The address of the port.</param>
    IReadOnlyList<KeyValuePair<string, string>> Variables(string authority);

    /// <summary>Whether a path is one of this protocol's.</summary>
    bool Owns(string path);

    /// <summary>Answers a GET, or refuses it before any key is minted.</summary>
    Task<LoopbackAnswer> AnswerAsync(LoopbackRequest request, FreshKey key, CancellationToken ct);
}
