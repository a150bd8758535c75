using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Voidkey.Http;
using Voidkey.Identity;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;
using SigningKey = Voidkey.Testing.SigningKey;

namespace Voidkey.Tests.Identity;

/// <summary>Keys that stand in a file, which somebody replaces while the broker runs.</summary>
public sealed class KeyFileTests : IDisposable
{
    private const int Read = 1110;
    private const int Failed = 1111;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("voidkey-keys-").FullName;
    private readonly FakeTimeProvider _time = new(The.Moment);
    private readonly FakeNetwork _network = new();
    private readonly CapturedLog _log = new();
    private readonly OutboundHttp _http;
    private readonly FakeIdp _idp;
    private readonly SigningKey _old;
    private readonly SigningKey _new = SigningKey.Create("ES256");

    public KeyFileTests()
    {
        _idp = new FakeIdp(The.Issuer, _time, "ES256");
        _old = _idp.Key;
        _http = new OutboundHttp(_network.Map(_idp));
        File.WriteAllText(Keys, Set(_old));
    }

    private string Keys => In("keys.json");

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The ways in which files are replaced.</summary>
    public static TheoryData<string> Replacements => [.. Replacement.Ways];

    [Theory, MemberData(nameof(Replacements))]
    public async Task The_next_look_sees_a_file_that_is(string replaced)
    {
        var replace = Replacement.Prepare(replaced, Keys, Set(_new));
        var validator = await OpenAsync();
        await AcceptsAsync(validator, _old);

        replace();
        await AcceptsAsync(validator, _old, "no look is due yet");
        await RefusesAsync(validator, _new, "no look is due yet");
        _time.Advance(Look);

        // In whichever order: the new key is accepted inside its first request, and the withdrawn one refused at its first.
        if (replaced.Length % 2 == 0) await AcceptsAsync(validator, _new, replaced);
        await RefusesAsync(validator, _old, replaced);
        await AcceptsAsync(validator, _new, replaced);
        Assert.True(validator.IsHealthy);
        Assert.Equal((2, 0), (_log.Count(Read), _log.Count(Failed)));
        Assert.Empty(_network.Requests);
    }

    [Fact]
    public async Task A_process_that_slept_for_days_looks_before_it_believes()
    {
        var validator = await OpenAsync();
        await AcceptsAsync(validator, _old);
        File.WriteAllText(Keys, Set(_new));
        _time.Advance(TimeSpan.FromDays(4));
        await RefusesAsync(validator, _old, "withdrawn while nobody came");
        await AcceptsAsync(validator, _new);
    }

    [Fact]
    public async Task While_nothing_changes_nothing_is_told()
    {
        var validator = await OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            await AcceptsAsync(validator, _old);
            _time.Advance(Look);
        }

        Assert.Equal((1, 0), (_log.Count(Read), _log.Count(Failed)));
    }

    /// <summary>The ways in which a new version is none.</summary>
    public static TheoryData<string> Damages => [.. Replacement.Damages, "no key", "a link to a pipe", "unfit keys"];

    [Theory, MemberData(nameof(Damages))]
    public async Task What_was_read_before_stays_in_force_and_that_is_told_once_when_the_file_is(string damaged)
    {
        var validator = await OpenAsync();
        await AcceptsAsync(validator, _old);
        Damage(damaged);

        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Look);
            await AcceptsAsync(validator, _old, damaged);
            await Soon.Holds(() => validator.IsHealthy == false, $"{damaged}: it shows");
        }

        Assert.Equal((1, 1), (_log.Count(Read), _log.Count(Failed)));
        Assert.Equal(BrokerErrorCode.CallerKeysUnavailable, await RefusesAsync(validator, _new, "whether it is forged or new nobody can tell now"));

        // A year does not end it: only a good version does.
        _time.Advance(TimeSpan.FromDays(365));
        await AcceptsAsync(validator, _old, damaged);

        Replacement.Repair(Keys, Set(_new));
        await Soon.Holds(
            async () =>
            {
                _time.Advance(Look);
                return (await validator.ValidateAsync(_idp.Issue(signWith: _new), The.Limit)).TryGet(out _, out _);
            },
            "the good version is in force");
        await RefusesAsync(validator, _old, "withdrawn by the good version");
        Assert.True(validator.IsHealthy);
        Assert.Equal(2, _log.Count(Read));
    }

    [Fact]
    public async Task A_file_that_comes_back_as_it_was_is_good_again()
    {
        var validator = await OpenAsync();
        await AcceptsAsync(validator, _old);
        File.Move(Keys, In("away"));
        _time.Advance(Look);
        await AcceptsAsync(validator, _old);
        await Soon.Holds(() => validator.IsHealthy == false, "it shows");

        File.Move(In("away"), Keys);
        await Soon.Holds(
            async () =>
            {
                _time.Advance(Look);
                await AcceptsAsync(validator, _old);
                return validator.IsHealthy == true;
            },
            "it is healthy");
        Assert.Equal((2, 1), (_log.Count(Read), _log.Count(Failed)));
    }

    [Fact]
    public async Task Under_load_from_all_sides_nobody_is_refused_while_the_file_is_swapped()
    {
        var validator = await OpenAsync();
        File.WriteAllText(In("a"), Set(_old, _new));
        for (var round = 0; round < 20; round++)
        {
            File.Copy(In("a"), In("b"));
            File.Move(In("b"), Keys, overwrite: true);
            _time.Advance(Look);
            var token = _idp.Issue();
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () => await validator.ValidateAsync(token, The.Limit)))), static result => Assert.True(result.TryGet(out _, out _)));
        }

        Assert.True(validator.IsHealthy);
    }

    private static string Set(params SigningKey[] keys) => new JsonObject { ["keys"] = new JsonArray([.. keys.Select(static key => key.PublicJwk())]) }.ToJsonString();

    private string In(string name) => Path.Combine(_folder, name);

    private void Damage(string how)
    {
        switch (how)
        {
            case "no key": File.WriteAllText(Keys, "{\"keys\":[]}"); break;
            case "unfit keys": File.WriteAllText(Keys, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}"); break;
            case "a link to a pipe":
                Replacement.Damage("a pipe", Keys);
                File.Move(Keys, In("pipe"));
                File.CreateSymbolicLink(Keys, "pipe");
                break;
            default: Replacement.Damage(how, Keys); break;
        }
    }

    // As a server that has had its first caller: the next look is a second away.
    private async Task<SubjectTokenValidator> OpenAsync()
    {
        Assert.True(KeySet.TryRead(File.ReadAllBytes(Keys), [SignatureAlgorithm.Find("ES256")!], out var first, out _));
        var validator = new SubjectTokenValidator([ValidatorWorld.Trusted(_idp, The.Idp) with { Keys = new KeyOrigin.InFile(Keys, first) }], _http, _time, _log);
        Assert.True(validator.IsHealthy);
        _time.Advance(Look);
        await AcceptsAsync(validator, _old, "the first caller");
        Assert.Equal(1, _log.Count(Read));
        return validator;
    }

    private async Task AcceptsAsync(SubjectTokenValidator validator, SigningKey key, string why = "")
    {
        if (!(await validator.ValidateAsync(_idp.Issue(signWith: key), The.Limit)).TryGet(out _, out var error)) Assert.Fail($"{why}: {error}");
    }

    private async Task<BrokerErrorCode> RefusesAsync(SubjectTokenValidator validator, SigningKey key, string why)
    {
        if ((await validator.ValidateAsync(_idp.Issue(signWith: key), The.Limit)).TryGet(out _, out var error)) Assert.Fail($"{why}: accepted");
        Assert.DoesNotContain("canary-content", $"{error} {_log.Text}", StringComparison.Ordinal);
        return error!.Code;
    }
}
