using Voidkey.Configuration;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>What is refused: one piece of the good configuration is replaced, and exactly one problem is told, where the § stands.</summary>
public sealed class RefusalTests
{
    public static TheoryData<string, string, string, string> Refusals => new()
    {
        // The house rules of clientIdps
        { "audience: voidkey", "audience: §'*'", ConfigCodes.Unsafe, "compared exactly" },
        { "audience: voidkey", "audience: §''", ConfigCodes.InvalidValue, "must not be empty" },
        { "audience: voidkey", "audience: §[]", ConfigCodes.InvalidValue, "a text or a list of texts" },
        { "audience: voidkey", "audience: [voidkey, §voidkey]", ConfigCodes.Duplicate, "twice" },
        { "audience: voidkey", "audience: [voidkey, §'repo-*']", ConfigCodes.Unsafe, "compared exactly" },
        { "audience: voidkey", "audience: voidkey\n    validateAudience: §\"false\"", ConfigCodes.InvalidValue, "without quotes" },
        { "audience: voidkey", "audience: voidkey\n    validateAudience: §0", ConfigCodes.InvalidValue, "true or false" },
        { "audience: voidkey", "audience: voidkey\n    validateAudience: §no", ConfigCodes.InvalidValue, "true or false" },
        { "[RS256, ES256]", "[RS256, §none]", ConfigCodes.Unsafe, "no signature" },
        { "[RS256, ES256]", "[§HS256]", ConfigCodes.Unsafe, "symmetric" },
        { "[RS256, ES256]", "\n      - RS256\n      - §EdDSA", ConfigCodes.Unsafe, "not in this platform's cryptography" },
        { "[RS256, ES256]", "[§ES256K]", ConfigCodes.Unsafe, "did you mean 'ES256'?" },
        { "[RS256, ES256]", "[§rs256]", ConfigCodes.Unsafe, "did you mean 'RS256'?" },
        { "[RS256, ES256]", "§RS256", ConfigCodes.InvalidValue, "must be a list" },
        { "[RS256, ES256]", "§[]", ConfigCodes.InvalidValue, "not empty" },
        { "[RS256, ES256]", "[RS256]\n    clockSkew: §61s", ConfigCodes.OutOfRange, "60 seconds at most" },
        { "[RS256, ES256]", "[RS256]\n    maxTokenAge: §25h", ConfigCodes.OutOfRange, "24 hours" },
        { "[RS256, ES256]", "[RS256]\n    jwksCache:\n      freshFor: 10m\n      staleFor: §25h", ConfigCodes.OutOfRange, "24 hours at most" },
        { "[RS256, ES256]", "[RS256]\n    jwksCache:\n      staleFor: 10m\n      freshFor: §61m", ConfigCodes.OutOfRange, "1 hour at most" },
        { "[RS256, ES256]", "[RS256]\n    tokenTypes: [§'*']", ConfigCodes.Unsafe, "as a whole" },
        { "[RS256, ES256]", "[RS256]\n    requiredClaims: §{}", ConfigCodes.InvalidValue, "at least one condition" },
        { "[RS256, ES256]", "[RS256]\n    requiredClaims: §[]", ConfigCodes.InvalidValue, "a map of conditions" },
        { "[RS256, ES256]", "[RS256]\n    requiredClaims:§", ConfigCodes.InvalidValue, "a map of conditions" },
        { "[RS256, ES256]", "[RS256]\n    requiredClaims: §owner", ConfigCodes.InvalidValue, "a map of conditions" },
        { "[RS256, ES256]", "[RS256]\n    requiredClaims: [{owner: acme}, §{}]", ConfigCodes.InvalidValue, "at least one condition" },
        { "[RS256, ES256]", "[RS256]\n    requiredClaims: {owner: §'*'}", ConfigCodes.Unsafe, "matches any value" },
        { "[RS256, ES256]", "[RS256]\n    requiredClaims: {owner: {§equals: acme}}", ConfigCodes.UnknownMember, "no such condition" },
        { "[RS256, ES256]", "[RS256]\n    §requiredClaim: {owner: acme}", ConfigCodes.UnknownMember, "did you mean 'requiredClaims'?" },
        { "issuer: https://ci.example.test", "issuer: §https://*.example.test", ConfigCodes.Unsafe, "compared exactly" },
        { "jwksUri: https://ci.example.test/jwks", "jwksUri: §http://ci.example.test/jwks", ConfigCodes.Unsafe, "allowInsecureHttp: true" },
        { "- name: ci", "- name: other\n    issuer: https://ci.example.test\n    audience: voidkey\n  - name: ci", ConfigCodes.Unsafe, "another client IdP has this issuer" },
        { "- name: ci", "- name: ci\n    issuer: https://other.example.test\n    audience: voidkey\n  - name: §ci", ConfigCodes.Duplicate, "two client IdPs" },

        // References and duplicates
        { "provider: aws-prod", "provider: §aws-prd", ConfigCodes.UnknownName, "did you mean 'aws-prod'?" },
        { "idp: ci", "idp: §ic", ConfigCodes.UnknownName, "did you mean 'ci'?" },
        { "default: ci", "default: §cii", ConfigCodes.UnknownName, "did you mean 'ci'?" },
        { "type: aws-sts", "type: §aws-st", ConfigCodes.UnknownName, "did you mean 'aws-sts'?" },
        { "region: eu-central-1", "region: eu-central-1\n  - name: §aws-prod\n    type: aws\n    region: eu-central-1", ConfigCodes.Duplicate, "two access providers" },
        { "  clientId: voidkey", "  clientId: voidkey\n  §clientId: voidkey", ConfigCodes.Duplicate, "twice" },

        // Operators are told apart as callers are, and have no keys
        { "default: ci", "default: ci\noperators: [ §{ idp: ci } ]", ConfigCodes.Missing, "say whom this is for" },
        { "default: ci", "default: ci\noperators: [ { idp: §ic, subject: a } ]", ConfigCodes.UnknownName, "did you mean 'ci'?" },
        { "default: ci", "default: ci\noperators: [ §{ subject: a } ]", ConfigCodes.Missing, "'idp'" },
        { "default: ci", "default: ci\noperators: [ { idp: ci, subject: §'*' } ]", ConfigCodes.Unsafe, "write the whole subject" },
        { "default: ci", "default: ci\noperators: [ { idp: ci, match: §{} } ]", ConfigCodes.InvalidValue, "at least one condition" },
        { "default: ci", "default: ci\noperators: [ { idp: ci, match: { team: §'*' } } ]", ConfigCodes.Unsafe, "matches any value" },
        { "default: ci", "default: ci\noperators: [ { idp: ci, subject: a, §keys: {} } ]", ConfigCodes.UnknownMember, "no such member" },
        { "default: ci", "default: ci\noperators: [ { idp: ci, subject: a, §explain: caller } ]", ConfigCodes.UnknownMember, "no such member" },
        { "default: ci", "default: ci\noperators: [ { idp: ci, subject: a }, { idp: ci, subject: §a } ]", ConfigCodes.Duplicate, "just the same operators" },
        { "default: ci", "default: ci\noperators: §{ idp: ci, subject: a }", ConfigCodes.InvalidValue, "must be a list" },

        // Identities and keys
        { "repo:example-org/app:ref:refs/heads/main", "§'repo:example-org/*'", ConfigCodes.Unsafe, "write the whole subject" },
        { "repo:example-org/app:ref:refs/heads/main", "§''", ConfigCodes.InvalidValue, "must not be empty" },
        { "repo:example-org/app:ref:refs/heads/main", "§12345", ConfigCodes.InvalidValue, "put it in quotes" },
        { "repo:example-org/app:ref:refs/heads/main", "§[a, b]", ConfigCodes.InvalidValue, "single value" },
        { "arn:aws:iam::123456789012:role/Deploy", "§arn:aws:iam::123456789012:user/deploy", ConfigCodes.InvalidValue, "a role's ARN" },
        { "duration: 900", "duration: §\"900\"", ConfigCodes.InvalidValue, "whole number of seconds" },
        { "duration: 900", "duration: §899", ConfigCodes.OutOfRange, "900 to 43200" },
        { "duration: 900", "duration: 900\n        policy: §'[]'", ConfigCodes.InvalidValue, "JSON object" },
        { "duration: 900", "duration: 900\n        policy: §'{\"a\":1,\"a\":2}'", ConfigCodes.InvalidValue, "JSON object" },
        { "duration: 900", "duration: 900\n        roleSessionName: §'a b'", ConfigCodes.InvalidValue, "2 to 64" },
        { "duration: 900", "duration: 900\n        policyArns: [§deploy]", ConfigCodes.InvalidValue, "no ARN" },
        { "duration: 900", "duration: 900\n        §session: x", ConfigCodes.UnknownMember, "no such member" },
        { "region: eu-central-1", "region: §eu central", ConfigCodes.InvalidValue, "a region's name" },
        { "region: eu-central-1", "region: eu-central-1\n    §regoin: x", ConfigCodes.UnknownMember, "did you mean 'region'?" },

        { "    idp: ci", "    idp: ci\n    constraints:§", ConfigCodes.InvalidValue, "no value" },
        { "    idp: ci", "    idp: ci\n    constraints: §~", ConfigCodes.InvalidValue, "no value" },
        { "    idp: ci", "    idp: §'  '", ConfigCodes.InvalidValue, "must not be empty" },
        { "    idp: ci", "    idp: ci\n    match: {ref: §' '}", ConfigCodes.InvalidValue, "not blanks alone" },
        { "    idp: ci", "    idp: ci\n    match: {ref: {regex: §' '}}", ConfigCodes.InvalidValue, "not blanks alone" },
        { "AWS_DEPLOY:", "§'':", ConfigCodes.InvalidValue, "1 to 128 characters" },
        { "jwksUri: https://ci.example.test/jwks", "jwksUri: https://ci.example.test/jwks\n    jwksCache:§", ConfigCodes.InvalidValue, "no value" },
        { "jwksUri: https://ci.example.test/jwks", "jwksUri: https://ci.example.test/jwks\n    tokenTypes: [§' ']", ConfigCodes.InvalidValue, "must not be empty" },
        { "jwksUri: https://ci.example.test/jwks", "jwksUri: https://ci.example.test/jwks\n    tokenTypes: [§JWT: x]", ConfigCodes.InvalidValue, "must be a text" },
        { "maxDuration: 2h", "maxDuration: 2h\n    brokerAuth:§", ConfigCodes.InvalidValue, "no value" },

        // The broker's own identity
        { "clientSecret: canary-config-5f1d0c7e9b", "clientSecret:§", ConfigCodes.InvalidValue, "no value" },
        { "clientSecret: canary-config-5f1d0c7e9b", "clientSecret: §''", ConfigCodes.InvalidValue, "must not be empty" },
        { "tokenEndpoint: https://broker.example.test/token", "tokenEndpoint: §http://broker.example.test/token", ConfigCodes.Unsafe, "use https" },
        { "tokenEndpoint: https://broker.example.test/token", "tokenEndpoint: §https://u:p@broker.example.test/token", ConfigCodes.InvalidValue, "no user" },
        { "  clientId: voidkey", "  clientId: voidkey\n  tokenEndpointAuthMethod: §client_secret_jwt", ConfigCodes.InvalidValue, "is not one of" },

        // The sections around
        { "default: ci", "default: ci\nlimits: {maxKeys: §0}", ConfigCodes.OutOfRange, "between 1 and 100" },
        { "default: ci", "default: ci\nlimits: {maxKeys: §'10'}", ConfigCodes.InvalidValue, "without quotes" },
        { "default: ci", "default: ci\nlimits: {§maxKey: 10}", ConfigCodes.UnknownMember, "did you mean 'maxKeys'?" },
        { "default: ci", "default: ci\nlimits:§", ConfigCodes.InvalidValue, "no value" },
        { "default: ci", "default: ci\naudit: {sinks: §~}", ConfigCodes.InvalidValue, "no value" },
        { "default: ci", "default: ci\nlimits: §[]", ConfigCodes.InvalidValue, "a mapping of members" },
        { "default: ci", "default: ci\nlogging: {level: §verbose}", ConfigCodes.InvalidValue, "debug, info, warn, error" },
        { "default: ci", "default: ci\naudit: {sinks: §[]}", ConfigCodes.Unsafe, "without a sink" },
        { "default: ci", "default: ci\naudit: {sinks: §x}", ConfigCodes.InvalidValue, "must be a list" },
        { "default: ci", "default: ci\naudit: {sinks: [{type: stdout, path: §x}]}", ConfigCodes.Conflict, "no path" },
        { "default: ci", "default: ci\naudit: {sinks: [§{type: file}]}", ConfigCodes.Missing, "'path' is missing" },
        { "default: ci", "default: ci\naudit: {sinks: [{type: stdout, timeout: §6s}]}", ConfigCodes.OutOfRange, "5 seconds at most" },
        { "default: ci", "default: ci\naudit: {sinks: §[{type: stdout}, {type: stdout}]}", ConfigCodes.Duplicate, "same place" },
        { "default: ci", "default: ci\nserver: {urls: [§'ftp://127.0.0.1']}", ConfigCodes.InvalidValue, "an address to listen on" },

        // What AWS cannot do, or not there
        { "arn:aws:iam::123456789012:role/Deploy", "§arn:aws-cn:iam::123456789012:role/Deploy", ConfigCodes.Conflict, "is in partition 'aws', and this role is in 'aws-cn'" },
        { "region: eu-central-1", "region: us-gov-west-1", ConfigCodes.Conflict, "is in partition 'aws-us-gov'" },
        { "region: eu-central-1", "region: eu-central-1\n    allowedAccountIds: ['210987654321']", ConfigCodes.Unsafe, "none of the provider's 'allowedAccountIds'" },
        { "region: eu-central-1", "region: eu-central-1\n    allowedAccountIds: ['123456789012', §'1234']", ConfigCodes.InvalidValue, "12 digits" },
        { "region: eu-central-1", "region: eu-central-1\n    allowedAccountIds: §[]", ConfigCodes.InvalidValue, "not empty" },
        { "region: eu-central-1", "region: eu-central-1\n    fips: §true", ConfigCodes.InvalidValue, "no FIPS endpoint" },
        { "region: eu-central-1", "region: us-east-1\n    endpoint: https://sts.example.test\n    fips: §true", ConfigCodes.Conflict, "'endpoint' says where" },
        { "duration: 900", "duration: 900\n        externalId: §x1", ConfigCodes.Conflict, "under 'chain'" },
        { "duration: 900", "duration: 900\n        tags: §{a: b}", ConfigCodes.Conflict, "under 'chain'" },
        { "duration: 900", "duration: 900\n        sourceIdentity: §ci", ConfigCodes.Conflict, "under 'chain'" },
        { "duration: 900", "duration: 900\n        chain: §{externalId: x1}", ConfigCodes.Missing, "the role that the first one assumes" },
        { "duration: 900", $"duration: 900\n        chain: {{{Second}, §externalID: x1}}", ConfigCodes.UnknownMember, "did you mean 'externalId'?" },
        { "duration: 900", $"duration: 900\n        chain: {{{Second}, externalId: §'a b'}}", ConfigCodes.InvalidValue, "2 to 1224" },
        { "duration: 900", $"duration: 900\n        chain: {{{Second}, tags: {{a: §'x*'}}}}", ConfigCodes.InvalidValue, "a tag's value" },
        { "duration: 900", $"duration: 900\n        chain: {{{Second}, tags: {{'aws:a': §x}}}}", ConfigCodes.InvalidValue, "a tag's key" },
        { "duration: 900", $"duration: 900\n        chain: {{{Second}, tags: {{a: x, A: §y}}}}", ConfigCodes.Duplicate, "whatever their case" },
        { "duration: 900", $"duration: 900\n        chain: {{{Second}, tags: {{a: x}}, transitiveTagKeys: [a, §b]}}", ConfigCodes.UnknownName, "none of 'tags'" },
        { "duration: 900", $"duration: 900\n        chain: {{{Second}, sourceIdentity: §'a b'}}", ConfigCodes.InvalidValue, "2 to 64" },
        { "duration: 900", $"duration: 900\n        policy: §'{{\"Version\":\"2012-10-17\"}}'\n        chain: {{{Second}}}", ConfigCodes.Conflict, "put it under 'chain'" },
        { "duration: 900", $"duration: 900\n        chain: {{roleArn: §arn:aws-cn:iam::123456789012:role/B}}", ConfigCodes.Conflict, "is in 'aws-cn'" },
        { "duration: 900", $"duration: §7200\n        chain: {{{Second}}}", ConfigCodes.OutOfRange, "900 to 3600" },
    };

    private const string Second = "roleArn: arn:aws:iam::123456789012:role/Second";

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Is_refused_in_the_right_place(string piece, string by, string code, string says)
    {
        var marked = Yaml.With(piece, by);
        var isMarked = marked.Contains('§', StringComparison.Ordinal);
        var (text, line, column) = isMarked ? Yaml.Marked(marked) : (marked, 0, 0);
        var problem = Assert.Single(ConfigFolder.LoadOnce(text).Problems);

        Assert.Equal(code, problem.Code);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.ToString());
        if (isMarked) Assert.Equal((line, column), (problem.Position.Line, problem.Position.Column));
    }
}
