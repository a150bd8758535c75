using Voidkey.RealTests.Harness;
using Voidkey.RealTests.Servers;

namespace Voidkey.RealTests;

/// <summary>The purpose of it all: a CI job's token becomes credentials that the cloud honours, and no more than was granted.</summary>
public sealed class MintTests(World world)
{
    [Fact]
    public async Task A_jobs_token_becomes_credentials_that_write_and_read_its_bucket_and_no_other()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var environment = broker.CliEnvironment(await world.Callers.TokenAsync(BrokerSetup.Subject));
        foreach (var (name, value) in new Dictionary<string, string> { ["ENDPOINT"] = world.Cloud.Endpoint, ["AWS_REGION"] = "us-east-1", ["AWS_MAX_ATTEMPTS"] = "1", ["AWS_PAGER"] = "" }) environment[name] = value;

        const string Job =
            """
            set -eu
            exports=$("$1" mint AWS_DEPLOY)
            eval "$exports"
            echo built | "$2" --endpoint-url "$ENDPOINT" s3 cp - s3://artifacts/build
            "$2" --endpoint-url "$ENDPOINT" s3 cp s3://artifacts/build -
            if "$2" --endpoint-url "$ENDPOINT" s3 cp s3://secrets/a - 2>denied; then echo "secrets can be read"; exit 1; fi
            """;
        var job = await new Command(Command.Find("bash")!, ["-c", $"cd \"$HOME\"\n{Job}", "job", Repository.CliBinary, AwsCli.Program], environment).RunAsync();

        Assert.Equal("built", job.Success.Trim());
    }

    [Fact]
    public async Task Another_bucket_is_denied_for_reading_and_for_writing()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var granted = await broker.CredentialsAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), BrokerSetup.Deploy, world.Cloud.Endpoint);

        Denied.Assert(await granted.GetAsync("secrets/a"));
        Denied.Assert(await granted.PutAsync("secrets/b", "no"));
    }

    [Fact]
    public async Task Every_mint_gives_other_credentials_and_leaves_one_record_that_names_them()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);

        var first = await broker.CredentialsAsync(token, BrokerSetup.Deploy, world.Cloud.Endpoint);
        var second = await broker.CredentialsAsync(token, BrokerSetup.Deploy, world.Cloud.Endpoint);

        Assert.NotEqual(first.AccessKeyId, second.AccessKeyId);
        Assert.NotEqual(first.SecretAccessKey, second.SecretAccessKey);
        var records = broker.AuditRecords();
        Assert.All(records, static record => Assert.Equal("granted", record.GetProperty("decision").GetString()));
        Assert.All(records, static record => Assert.Equal(BrokerSetup.Subject, record.GetProperty("subject").GetString()));
        Assert.Equal([first.AccessKeyId, second.AccessKeyId], records.Select(static record => record.GetProperty("credentials")[0].GetProperty("reference").GetString()));
    }

    [Fact]
    public async Task A_policy_on_the_key_narrows_what_its_role_allows()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var narrow = await broker.CredentialsAsync(await world.Callers.TokenAsync(BrokerSetup.Subject), BrokerSetup.Narrow, world.Cloud.Endpoint);

        _ = (await narrow.PutAsync("artifacts/public/page", "hello")).Success;
        Denied.Assert(await narrow.PutAsync("artifacts/private", "no"));
        Denied.Assert(await narrow.GetAsync("artifacts/public/page"));
    }

    [Fact]
    public async Task A_lifetime_above_the_cap_is_lowered_to_it()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);
        var before = TimeProvider.System.GetTimestamp();
        var answer = (await broker.MintAsync(token, BrokerSetup.Narrow, duration: 36_000)).Ok;

        var lifetime = answer.GetProperty("expiresAt").GetDateTimeOffset() - answer.GetProperty("issuedAt").GetDateTimeOffset();
        var slack = TimeProvider.System.GetElapsedTime(before) + TimeSpan.FromSeconds(2);
        Assert.InRange(lifetime, TimeSpan.FromSeconds(BrokerSetup.NarrowSeconds) - slack, TimeSpan.FromSeconds(BrokerSetup.NarrowSeconds) + slack);
        _ = (await broker.CliAsync(token, "mint", BrokerSetup.Narrow, "--duration", "10h")).Success;
    }

    [Fact]
    public async Task A_lifetime_below_the_clouds_minimum_is_refused_with_that_minimum()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);

        var refused = (await broker.MintAsync(token, BrokerSetup.Deploy, duration: 60)).Is(400, "INVALID_REQUEST");

        Assert.Contains("900", refused.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
        (await broker.CliAsync(token, "mint", BrokerSetup.Deploy, "--duration", "60")).Fails(1);
    }

    [Fact]
    public async Task A_role_that_does_not_trust_the_broker_is_a_refusal_by_the_cloud()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);

        (await broker.MintAsync(token, BrokerSetup.Foreign)).Is(502, "CREDENTIAL_MINT_FAILED", "refused");

        (await broker.CliAsync(token, "mint", BrokerSetup.Foreign)).Fails(7);
        Assert.All(broker.AuditRecords(), static record => Assert.Equal("refused", record.GetProperty("decision").GetString()));
    }

    [Fact]
    public async Task Several_keys_are_minted_together_or_not_at_all()
    {
        await using var broker = await BrokerServer.StartAsync(new BrokerSetup(world));
        var token = await world.Callers.TokenAsync(BrokerSetup.Subject);

        var both = await broker.CliAsync(token, "mint", BrokerSetup.Deploy, BrokerSetup.Narrow, "-o", "json");
        Assert.Contains(BrokerSetup.Deploy, both.Success, StringComparison.Ordinal);
        Assert.Contains(BrokerSetup.Narrow, both.Output, StringComparison.Ordinal);

        var none = (await broker.CliAsync(token, "mint", BrokerSetup.Deploy, BrokerSetup.Foreign, "-o", "json")).Fails(7);
        Assert.Equal("", none.Output);
        Assert.Single(broker.AuditRecords()[^1].GetProperty("discarded").EnumerateArray());
    }
}
