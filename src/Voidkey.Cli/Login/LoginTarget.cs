using Voidkey.Cli.Sessions;
using Voidkey.Contracts;

namespace Voidkey.Cli.Login;

/// <summary>Where somebody logs in: what the broker says of it, and what the issuer says of itself.</summary>
internal sealed record LoginTarget(SessionKey Key, LoginTerms Terms, IdpMetadata Idp, string Scope);
