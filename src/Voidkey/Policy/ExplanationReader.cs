namespace Voidkey.Policy;

/// <summary>Who reads an explanation.</summary>
internal enum ExplanationReader
{
    /// <summary>The caller himself, who may be anybody: public issuers vouch for everybody. He sees the identities that say <c>explain: caller</c>.</summary>
    Caller = 0,

    /// <summary>Whoever runs the broker. He sees all of them.</summary>
    Operator,
}
