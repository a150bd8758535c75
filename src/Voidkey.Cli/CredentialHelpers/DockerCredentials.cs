using Voidkey.Cli.Commands;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.CredentialHelpers;

/// <summary>The protocol of <c>docker-credential-NAME</c>, which docker, podman, buildkit and others speak: an action as the argument, a server on stdin.</summary>
/// <remarks>README of docker-credential-helpers.</remarks>
internal sealed class DockerCredentials(HelperOptions options)
{
    private const int MaxServerLength = 2048;

    /// <summary>The protocol's own words: clients compare them, and then go on without credentials, as for public images.</summary>
    private const string NotFound = "credentials not found in native keychain\n";

    public async Task<Result<Printout>> RunAsync(Invocation invocation, string action, CancellationToken ct) => action switch
    {
        "get" => await GetAsync(invocation, ct),
        "list" => List(invocation),

        // A login stores what it was told, a logout erases it. There is nothing to keep, and what is on stdin is not even read.
        "store" or "erase" => new Printout(""),
        _ => invocation.Usage("helper docker takes one of get, store, erase, list"),
    };

    private async Task<Result<Printout>> GetAsync(Invocation invocation, CancellationToken ct)
    {
        if (!options.Asked(invocation, new AccountName(null, "DOCKER_USERNAME"), "DOCKER_PASSWORD").TryGet(out var terms, out var failure)) return failure;
        if (!(await Question.ReadAsync(invocation, "docker", untilBlankLine: false, ct)).TryGet(out var text, out failure)) return failure;

        var server = text.TrimEnd('\r', '\n');
        if (server.Length is 0 or > MaxServerLength || server.Any(c => c is <= ' ' or >= '\x7f')) return Question.Invalid("docker", "it is one line with the address of a registry");
        if (HostOf(server) is not { } host || !terms.Hosts.Contains(host)) return new Printout(NotFound) { Exit = ExitCode.General };

        if (!(await OneKey.MintAsync(invocation, options, ct)).TryGet(out var key, out failure)) return failure;
        if (!terms.Account.Of(key).TryGet(out var account, out failure)) return failure;
        if (!key.Value(terms.PasswordVariables).TryGet(out var password, out failure)) return failure;

        // They are joined by a colon on the way to the registry (RFC 7617, section 2): the rest of the name would become part of the password.
        if (account.Contains(':')) return key.Uncarried([terms.Account.Variable], "a user name has no colon");
        return new Printout(JsonText.Line(json =>
        {
            json.WriteStartObject();
            json.WriteString("ServerURL", server);
            json.WriteString("Username", account);
            json.WriteString("Secret", password);
            json.WriteEndObject();
        }));
    }

    /// <summary>What could be asked for, without minting it. The user's name is then known only where it was given.</summary>
    private Result<Printout> List(Invocation invocation)
    {
        if (!options.Asked(invocation, new AccountName(null, "DOCKER_USERNAME"), "DOCKER_PASSWORD").TryGet(out var terms, out var failure)) return failure;
        return new Printout(JsonText.Line(json =>
        {
            json.WriteStartObject();
            foreach (var host in terms.Hosts.All) json.WriteString(host, terms.Account.Name ?? "");
            json.WriteEndObject();
        }));
    }

    /// <summary><c>registry.example.com:5000</c>, or Docker Hub's <c>https://index.docker.io/v1/</c>. A password is for https alone.</summary>
    private static string? HostOf(string server)
    {
        var address = server.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? server["https://".Length..] : server;
        return address.Contains("://", StringComparison.Ordinal) ? null : address.Split('/')[0];
    }
}
