using System.Text.Json;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;
using Voidkey.Cli.Sessions;
using Voidkey.Cli.Tokens;

namespace Voidkey.Cli.Login;

/// <summary>The device authorization grant (RFC 8628): a code to type into a browser anywhere, and a question every few seconds whether that has been done.</summary>
internal sealed class DeviceCodeFlow(Invocation invocation, IdpClient client)
{
    private const int UsualInterval = 5;
    private const int LongestInterval = 60;
    private const int LongestWait = 1800;
    private const int LongestUserCode = 64;

    public async Task<Result<Session>> RunAsync(LoginTarget target, CancellationToken ct)
    {
        KeyValuePair<string, string>[] form = [new("client_id", target.Terms.ClientId), new("scope", target.Scope)];
        if (!(await client.PostAsync(target.Idp.DeviceAuthorizationEndpoint!, form, ct)).TryGet(out var answer, out var failure)) return failure;
        if (!answer.IsOk) return LoginFailure.Refused(answer.Json);
        if (Read(answer.Json) is not { } device) return LoginFailure.Of("the identity provider's answer to a device is not usable", "it lacks a code, or an address that is https");

        Show(device);
        return await PollAsync(target, device, ct);
    }

    private void Show(Device device)
    {
        var messages = invocation.Messages;
        messages.ShowUrl("open this in any browser:", device.Complete ?? device.Page);
        messages.Ask(new Note($"voidkey: and compare or type the code {device.UserCode}", "the code", ("userCode", device.UserCode)));
        messages.Ask(new Note("voidkey: do so only if you began this login yourself: a code that somebody else sends you signs him in as you", "only for who began this login"));
    }

    private async Task<Result<Session>> PollAsync(LoginTarget target, Device device, CancellationToken ct)
    {
        var time = invocation.Surroundings.Time;
        var (interval, end) = (TimeSpan.FromSeconds(device.Interval), time.GetUtcNow().AddSeconds(device.Seconds));
        KeyValuePair<string, string>[] form =
        [
            new("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), new("device_code", device.Code.Reveal()), new("client_id", target.Terms.ClientId),
        ];
        while (true)
        {
            invocation.WaitingFor = "nobody logged in";
            await Task.Delay(interval, time, ct);
            if (time.GetUtcNow() >= end) return LoginFailure.Refused("expired_token", null);
            if (!(await client.PostAsync(target.Idp.TokenEndpoint, form, ct)).TryGet(out var answer, out var failure))
            {
                // RFC 8628 §3.5: one that could not be reached is asked less often, not given up.
                if (failure.Exit != ExitCode.Network) return failure;
                interval = Longer(interval);
                continue;
            }

            if (answer.IsOk) return TokenGrant.Read(answer.Json).TryGet(out var grant, out failure) ? LoggedIn.Of(target, grant, null, time.GetUtcNow()) : failure;
            var error = LoginFailure.ErrorOf(answer.Json);
            if (error is not ("authorization_pending" or "slow_down")) return LoginFailure.Refused(answer.Json);
            if (error == "slow_down") interval = Longer(interval);
        }
    }

    private static TimeSpan Longer(TimeSpan interval) => TimeSpan.FromSeconds(Math.Min(LongestInterval, interval.TotalSeconds + UsualInterval));

    private static Device? Read(JsonElement answer)
    {
        if (Text(answer, "device_code") is not { } code || !TokenText.Check(code, "device_code").TryGet(out var device, out _)) return null;
        if (Text(answer, "user_code") is not { Length: > 0 and <= LongestUserCode } userCode || userCode.Any(static c => c is < ' ' or > '~')) return null;
        if (Text(answer, "verification_uri") is not { } page || Endpoint.Read(page) is not { } url) return null;

        var complete = Text(answer, "verification_uri_complete") is { } text ? Endpoint.Read(text) : null;
        return new Device(device, userCode, url, complete, Math.Clamp(Number(answer, "interval") ?? UsualInterval, 1, LongestInterval), Math.Clamp(Number(answer, "expires_in") ?? LongestWait, 1, LongestWait));
    }

    private static string? Text(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private sealed record Device(Secret Code, string UserCode, Uri Page, Uri? Complete, int Interval, int Seconds);
}
