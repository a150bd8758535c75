using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>A <c>policy</c> as text or as YAML: the cloud's own variables pass untouched, ours are resolved.</summary>
public sealed class PolicyDocumentTests
{
    [Theory]
    [InlineData("'{\"a\": \"${aws:username}\"}'", """{"a":"${aws:username}"}""")]
    [InlineData("{a: '${aws:username}'}", """{"a":"${aws:username}"}""")]
    [InlineData("{a: '${aws:PrincipalTag/team, \"x\"}'}", """{"a":"${aws:PrincipalTag/team, \"x\"}"}""")]
    [InlineData("{a: '${BUCKET}/${jwt:sub}/*'}", """{"a":"bucket/${jwt:sub}/*"}""")]
    [InlineData("{a: '${mint:lifetime} ${broker:token}'}", """{"a":"${mint:lifetime} ${broker:token}"}""")]
    [InlineData("{a: '$${*}'}", """{"a":"${*}"}""")]
    [InlineData("{a: '${QUOTE}'}", """{"a":"x\",\"b\":\"y"}""")]
    [InlineData("{Version: 2012-10-17, n: 5, t: true, z: null, s: '5', l: [a, 'b'], e: {}}", """{"Version":"2012-10-17","n":5,"t":true,"z":null,"s":"5","l":["a","b"],"e":{}}""")]
    [InlineData("|\n          {\n            \"a\": \"<ü>\"\n          }", """{"a":"<ü>"}""")]
    [InlineData("'${file:policy.json}'", """{"a":"${aws:username} ${BUCKET}"}""")]
    public void Becomes_compact_json(string written, string json)
    {
        using var folder = new ConfigFolder();
        folder.Write("policy.json", "{\n  \"a\": \"${aws:username} ${BUCKET}\"\n}\n");
        var reading = new ConfigReading(new ConfigProblems(), new ConfigEnvironment(new Dictionary<string, string> { ["BUCKET"] = "bucket", ["QUOTE"] = "x\",\"b\":\"y" }));
        var mapping = YamlReader.Read(Path.Combine(folder.Path, "config.yaml"), $"policy: {written}\n", reading.Problems)!;

        Assert.Equal(json, new ConfigSection(mapping, "", reading).PolicyTemplate("policy")!.Fixed);
        Assert.Empty(reading.Problems.All);
    }

    [Theory]
    [InlineData("'{'", ConfigCodes.InvalidValue)]
    [InlineData("'{\"a\":1} x'", ConfigCodes.InvalidValue)]
    [InlineData("'{\"a\":1,}'", ConfigCodes.InvalidValue)]
    [InlineData("'5'", ConfigCodes.InvalidValue)]
    [InlineData("[]", ConfigCodes.InvalidValue)]
    [InlineData("", ConfigCodes.InvalidValue)]
    [InlineData("{account: 012345678901}", ConfigCodes.InvalidValue)]
    [InlineData("{n: +5}", ConfigCodes.InvalidValue)]
    [InlineData("{n: 1.5}", ConfigCodes.InvalidValue)]
    [InlineData("{n: True}", ConfigCodes.InvalidValue)]
    [InlineData("{n: 99999999999999999999}", ConfigCodes.InvalidValue)]
    [InlineData("{a: '${UNSET}'}", ConfigCodes.Substitution)]
    [InlineData("{a: '${*}'}", ConfigCodes.Substitution)]
    [InlineData("{a: \"\\u0001\"}", ConfigCodes.InvalidValue)]
    public void Is_refused(string written, string code)
    {
        var problem = Assert.Single(ConfigFolder.LoadOnce(Yaml.With("duration: 900", $"duration: 900\n        policy: {written}")).Problems);

        Assert.Equal((code, "clientIdentities[0].keys.AWS_DEPLOY.policy"), (problem.Code, problem.Path));
    }

    [Fact]
    public void Above_what_the_cloud_takes_it_is_refused()
    {
        var problem = Assert.Single(ConfigFolder.LoadOnce(Yaml.With("duration: 900", $"duration: 900\n        policy: {{a: {new string('x', 2048)}}}")).Problems);

        Assert.Equal(ConfigCodes.OutOfRange, problem.Code);
    }
}
