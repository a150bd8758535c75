using Voidkey.Testing.Conformance;
using Xunit;

namespace CustomProvider.Tests;

public sealed class ArtifactStoreTests
{
    private static readonly ProviderUnderTest Subject = new()
    {
        Provider = static (http, time) => new ArtifactStoreProvider(http, time),
        Settings = "endpoint: 'https://artifacts.example.test'",
        Key = "repository: releases, access: write",
        Hops = [new CloudHop(FakeArtifactStore.Url, FakeArtifactStore.AnswerAsync)],
        Expired = new CloudHop(FakeArtifactStore.Url, static (_, moment) => Task.FromResult(FakeArtifactStore.Token(moment.Now.AddSeconds(-1)))),
    };

    public static TheoryData<string> Promises => [.. ProviderConformance.Names];

    [Theory, MemberData(nameof(Promises))]
    public Task It_keeps_the_promises_of_a_provider(string promise) => ProviderConformance.CheckAsync(promise, Subject);

    [Theory]
    [InlineData("endpoint: https://artifacts.example.com", "endpoint: http://artifacts.example.com", "plain http")]
    [InlineData("endpoint: https://artifacts.example.com", "region: eu", "'endpoint' is missing")]
    [InlineData("repository: releases", "repository: '*'", "name one repository")]
    [InlineData("access: write", "access: admin", "not one of read, write")]
    [InlineData("access: write", "acces: write", "did you mean 'access'?")]
    public void What_is_wrong_is_said_when_the_configuration_is_loaded(string piece, string by, string says)
    {
        var sample = Sample.Text;
        Assert.Empty(Sample.Load(sample).Problems);

        Assert.Contains(piece, sample, StringComparison.Ordinal);
        Assert.Contains(Sample.Load(sample.Replace(piece, by, StringComparison.Ordinal)).Problems, problem => problem.ToString().Contains(says, StringComparison.Ordinal));
    }
}
