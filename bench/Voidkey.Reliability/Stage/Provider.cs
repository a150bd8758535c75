using Voidkey.Testing;

namespace Voidkey.Reliability.Stage;

/// <summary>An identity provider at a site of its own, and tokens of it, signed beforehand: signing is dearer than verifying.</summary>
internal sealed class Provider : IAsyncDisposable
{
    private const int Pool = 32;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private string[] _tokens = [];

    public Provider(string name, Grounds grounds)
    {
        (Name, Site) = (name, grounds.NewSite());
        Idp = new FakeIdp(Site.Origin, grounds.Time);
        Site.Answer = Idp.AnswerAsync;
    }

    public string Name { get; }

    public Site Site { get; }

    public FakeIdp Idp { get; }

    public int JwksRequests => Site.Asked("/jwks").Count;

    /// <summary>A token that all is right with.</summary>
    public string Token(int n)
    {
        if (_tokens.Length == 0) _tokens = Tokens(Idp.Key);
        return _tokens[n % Pool];
    }

    /// <summary>Tokens that all is right with once this key is published.</summary>
    public string[] Tokens(SigningKey key)
    {
        string[] tokens = [.. Enumerable.Range(0, Pool).Select(_ => Idp.Issue(World.Subject, World.Audience, Lifetime, signWith: key).Reveal())];
        foreach (var token in tokens) Canary.Watch("caller-token", token);
        return tokens;
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
