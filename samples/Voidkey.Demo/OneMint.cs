using Voidkey.Testing;
using static Voidkey.Demo.StoryBrokenException;

namespace Voidkey.Demo;

/// <summary>The ten steps of one mint. Each is printed with what was seen of it.</summary>
internal sealed class OneMint(Stage stage, Secret jobToken, CliRun run)
{
    private readonly World _world = stage.World;
    private readonly Screen _screen = stage.Screen;

    /// <returns>What the job holds at the end.</returns>
    public AwsCredentials Tell()
    {
        TellSteps1To3();
        TellSteps4To7();
        return TellSteps8To10();
    }

    private void TellSteps1To3()
    {
        var claims = Jwt.Claims(jobToken);
        _screen.Step(1, "Auth (OIDC)", $"the job asks its provider for a token for '{World.Audience}'", Seen(Sight.JobAskedForToken));
        _screen.Step(2, "OIDC token", $"{claims["sub"]}, lives {(claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>()) / 60} min", Seen(Sight.JobGotToken));

        var post = run.Exchange.Request;
        Unless(post.Headers.GetValueOrDefault("Authorization") == $"Bearer {jobToken.Reveal()}", "the command line sends the token as a bearer");
        Unless(post.Uri.Query.Length == 0, "the URL of a mint has no query");
        _screen.Step(3, $"{post.Method} {post.Uri.AbsolutePath}", $"{post.Body} + bearer token, none of it in the URL", Seen(Sight.MintPosted));
    }

    private void TellSteps4To7()
    {
        var minted = run.Minted();
        _screen.Step(4, "Fetch JWKS & validate", $"GET {_world.ClientIdp.JwksUri}", Seen(Sight.KeysFetched));
        Unless(minted.Subject == World.Subject, "the broker names the job as its caller");
        _screen.Step(5, "Token valid", $"the broker says it is {minted.Subject} of {minted.Idp}");

        var asked = _world.BrokerIdp.TokenRequestsSeen[0];
        Unless(asked.ClientId == World.ClientId, "the broker asks for its own token");
        _screen.Step(6, "Client credentials flow", $"the broker is {asked.ClientId} ({asked.AuthMethod}), for '{asked.Audience}'", Seen(Sight.BrokerAskedForToken));

        var token = Jwt.Claims(BrokerToken());
        _screen.Step(7, "Access token", $"sub {token["sub"]}, aud {token["aud"]}, signed {_world.BrokerIdp.Key.Algorithm}", Seen(Sight.BrokerGotToken));
    }

    private AwsCredentials TellSteps8To10()
    {
        var asked = _world.Sts.Requests[0];
        Unless(Jwt.Claims(BrokerToken())["iss"]?.GetValue<string>() == _world.BrokerIdp.Issuer, "the cloud is shown the broker's token");
        Unless(asked.RawQuery.Length == 0, "the URL of the cloud's call has no query");
        _screen.Step(8, asked.Action, $"{asked.Parameters["RoleArn"]} for {asked.Parameters["DurationSeconds"]} s, with the broker's token", Seen(Sight.StsAsked));
        _screen.Step(9, "Scoped credentials", $"session {asked.Parameters["RoleSessionName"]}", Seen(Sight.StsAnswered));

        var credential = run.Credential(CommandLine.Key);
        var values = credential.Credentials;
        _screen.Step(10, "Formatted credentials", $"{string.Join(", ", values.Keys)}, until {credential.ExpiresAt}", Seen(Sight.MintAnswered));
        return new AwsCredentials(values["AWS_ACCESS_KEY_ID"], new Secret(values["AWS_SECRET_ACCESS_KEY"]), new Secret(values["AWS_SESSION_TOKEN"]));
    }

    private Secret BrokerToken()
    {
        var token = _world.Sts.Requests[0].Parameters["WebIdentityToken"];
        Canary.Watch("broker token", token);
        return new Secret(token);
    }

    private string Seen(Sight sight)
    {
        Unless(_world.Timeline.Count(sight) > 0, $"{sight} was seen");
        var since = _world.Timeline.SinceMint(sight)!.Value;
        return since < TimeSpan.Zero ? "(before the mint)" : $"(+{since.TotalMilliseconds:0} ms)";
    }
}
