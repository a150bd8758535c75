using System.Net.Sockets;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Commands;
using Voidkey.Cli.Spiffe;

namespace Voidkey.Cli.Tokens;

/// <summary>SPIFFE: the Workload API of this machine knows by itself who asks, and hands out JWT-SVIDs for any audience.</summary>
/// <remarks>github.com/spiffe/spiffe, standards: SPIFFE Workload Endpoint and SPIFFE Workload API. Of several identities the first is used, as the specification has it for programs that know none by name.</remarks>
internal sealed class SpiffeSource(Invocation invocation) : ITokenSource
{
    private const string Socket = "SPIFFE_ENDPOINT_SOCKET";
    private const string Agent = "the SPIFFE Workload API";
    private const string Look = "check that the agent runs, and that its socket is here";

    public string Name => "spiffe";

    public string Sign => $"{Socket} is not set";

    public bool IsHere => invocation.InEnvironment(Socket) is not null;

    public async Task<Result<Secret>> GetTokenAsync(Audience audience, CancellationToken ct)
    {
        if (invocation.InEnvironment(Socket) is not { } setting) return Failure.NoToken("there is no SPIFFE Workload API to ask", Sign, $"set {Socket}: {WorkloadAddress.Rule}");
        if (WorkloadAddress.Parse(setting.Value) is not { } address) return setting.Wrong($"{Socket} is not {WorkloadAddress.Rule}");
        if (!(await audience.GetAsync("spiffe://", ct)).TryGet(out var name, out var failure)) return failure;
        if (name.Length == 0) return Failure.NoToken($"{Agent} needs to know for whom the token is", "the broker checks no audience, so it publishes none", "pass --audience AUD (VOIDKEY_AUDIENCE)");
        if (!RetrySchedule.Read(invocation).TryGet(out var retries, out failure)) return failure;

        invocation.WaitingFor = $"{Agent} at {address.Text} did not hand out a token";
        var left = TimeSpan.FromMilliseconds(Math.Max(1, (invocation.Deadline - invocation.Surroundings.Time.GetUtcNow()).TotalMilliseconds));
        using var http = new HttpMessageInvoker(invocation.Surroundings.ConnectLocal(address.EndPoint, left));
        while (true)
        {
            var (answer, wait) = await TryOnceAsync(http, address, name, retries, ct);
            if (wait is null) return answer;
            await Task.Delay(wait.Value, invocation.Surroundings.Time, ct);
        }
    }

    private async Task<(Result<Secret> Answer, TimeSpan? Wait)> TryOnceAsync(HttpMessageInvoker http, WorkloadAddress address, string audience, RetrySchedule retries, CancellationToken ct)
    {
        try
        {
            // The header is there against pages and programs that can be made to send requests, but not to choose their headers (section 3).
            if (await GrpcCall.AskAsync(http, JwtSvid.Method, JwtSvid.Ask(audience), ("workload.spiffe.io", "true"), ct) is not { } end) return (Unfit(address, "it is no gRPC, or larger than 256 KiB"), null);
            if (end.Status != 0) return (Refused(address, end), end.Status is GrpcEnd.Unavailable or GrpcEnd.PermissionDenied ? retries.Next(null) : null);
            return (JwtSvid.Read(end.Body) is { } svids ? First(svids) : Unfit(address, "it has no JWT-SVID, or one that is broken"), null);
        }
        catch (HttpRequestException e)
        {
            return ConnectionFailure.IsBeforeSending(e) ? (Unreachable(address, Because(e)), retries.Next(null)) : (Unfit(address, "it is not HTTP/2, or broke off"), null);
        }
        catch (IOException)
        {
            return (Unfit(address, "it is not HTTP/2, or broke off"), null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (Unreachable(address, "it did not accept a connection in time"), null);
        }
    }

    private Result<Secret> First(IReadOnlyList<JwtSvid> svids)
    {
        invocation.Messages.Debug($"spiffe: {svids[0].Id}{(svids.Count > 1 ? $", the first of {svids.Count}" : "")}");
        return svids[0].Bearer;
    }

    private static Failure Refused(WorkloadAddress address, GrpcEnd end)
    {
        var said = end.Message.Length > 0 ? end.Message : null;
        return end.Status switch
        {
            GrpcEnd.PermissionDenied => Failure.NoToken($"{Agent} issues no identity to this process", said, "register this workload: an entry whose selectors match this process, at the agent that answers here"),
            GrpcEnd.Unimplemented => Failure.NoToken($"{Agent} at {address.Text} hands out no JWT-SVIDs", said, "turn the JWT-SVID profile on, or choose another --source"),
            GrpcEnd.Unavailable => new Failure(ExitCode.Network, FailureCodes.Network, $"{Agent} at {address.Text} is not available", said, "try again: it may have just started"),
            GrpcEnd.InvalidArgument => Failure.NoToken($"{Agent} does not take this request", said, "check the audience: voidkey token --debug"),
            _ => Failure.NoToken($"{Agent} did not hand out a token (gRPC status {end.Status})", said, "its own log says more"),
        };
    }

    private static string Because(HttpRequestException e) => (e.InnerException as SocketException)?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "nobody listens there",
        SocketError.AccessDenied => "you may not connect to it",
        SocketError.AddressNotAvailable => "there is no such socket",
        _ => ConnectionFailure.Reason(e) ?? "it is not HTTP/2, or broke off",
    };

    private static Failure Unfit(WorkloadAddress address, string reason) => Failure.NoToken($"what {Agent} at {address.Text} answers is not a token", reason, $"check {Socket}");

    private static Failure Unreachable(WorkloadAddress address, string reason) => new(ExitCode.Network, FailureCodes.Network, $"{Agent} at {address.Text} cannot be asked for a token", reason, Look);
}
