using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>The broker's configuration file: who may ask, who the broker is, which cloud, and what a CI job may have.</summary>
/// <param name="Callers">The issuer of the callers' tokens.</param>
/// <param name="Brokers">The issuer of the broker's own token.</param>
/// <param name="Sts">Where credentials are minted.</param>
internal sealed record BrokerSetup(string Callers, string Brokers, string Sts)
{
    /// <summary>May have all the keys below.</summary>
    public const string Subject = "ci-job";

    /// <summary>The role's own permissions, for as long as the cloud gives.</summary>
    public const string Deploy = "AWS_DEPLOY";

    /// <summary>Only <c>artifacts/public/</c>, for at most <see cref="NarrowSeconds"/>.</summary>
    public const string Narrow = "AWS_NARROW";

    public const int NarrowSeconds = 1200;

    /// <summary>A role that does not trust the broker.</summary>
    public const string Foreign = "AWS_FOREIGN";

    /// <summary>The environment variable that the client secret is taken from.</summary>
    public const string SecretVariable = "BROKER_SECRET";

    public string ClientId { get; init; } = "broker-post";

    public string ClientSecret { get; init; } = IdentityProvider.SecretOf("broker-post");

    /// <summary>How the broker proves who it is, by other lines than the client's id and its secret; null: by these.</summary>
    public string? Proof { get; init; }

    /// <summary>Lines that stand in <c>brokerIdp</c>.</summary>
    public string MoreOfBrokerIdp { get; init; } = "";

    /// <summary>For whom the callers' tokens are.</summary>
    public string Audience { get; init; } = IdentityProvider.BrokerAudience;

    /// <summary>Lines that stand in the client IdP.</summary>
    public string MoreOfClientIdp { get; init; } = "";

    /// <summary>More access providers, each on a line.</summary>
    public string MoreProviders { get; init; } = "";

    /// <summary>More keys of the CI job, each on a line.</summary>
    public string MoreKeys { get; init; } = "";

    /// <summary>Sections that stand beside the others.</summary>
    public string More { get; init; } = "";

    /// <summary>More environment variables of the server's process.</summary>
    public IReadOnlyDictionary<string, string> MoreEnvironment { get; init; } = new Dictionary<string, string>();

    public bool IsForeignGranted { get; init; } = true;

    private string ForeignKey => IsForeignGranted ? $"{Foreign}: {{ provider: aws, roleArn: \"{CloudAccount.ForeignRole}\" }}" : "";

    public BrokerSetup(World world) : this(world.Callers.Issuer, world.Brokers.Issuer, world.Cloud.Endpoint)
    {
    }

    /// <summary>For what is decided before the cloud is asked: nothing listens where it should be.</summary>
    public static BrokerSetup WithoutCloud(World world) => new(world.Callers.Issuer, world.Brokers.Issuer, $"http://127.0.0.1:{Ports.Free()}");

    private string ClientLines => Proof ?? $$"""
        clientId: {{ClientId}}
          clientSecret: "${{{SecretVariable}}}"
        """;

    public string Yaml(string auditFile) => $$"""
        brokerIdp:
          issuer: {{Brokers}}
          audience: {{IdentityProvider.CloudAudience}}
          {{ClientLines}}
          {{MoreOfBrokerIdp}}

        clientIdps:
          - name: ci
            issuer: {{Callers}}
            audience: {{Audience}}
            {{MoreOfClientIdp}}
        default: ci

        accessProviders:
          - name: aws
            type: aws-sts
            endpoint: {{Sts}}
            brokerAuth:
              tokenSource: broker-oidc
              expectedIssuer: {{Brokers}}
              expectedAudience: {{IdentityProvider.CloudAudience}}
          {{MoreProviders}}

        clientIdentities:
          - subject: {{Subject}}
            idp: ci
            keys:
              {{Deploy}}:
                provider: aws
                roleArn: {{CloudAccount.DeployRole}}
                duration: 900
                maxDuration: 3600
                outputs:
                  AWS_ACCESS_KEY_ID: AccessKeyId
                  AWS_SECRET_ACCESS_KEY: SecretAccessKey
                  AWS_SESSION_TOKEN: SessionToken
                  AWS_EXPIRATION: Expiration
              {{Narrow}}:
                provider: aws
                roleArn: {{CloudAccount.DeployRole}}
                maxDuration: {{NarrowSeconds}}
                policy:
                  Version: "2012-10-17"
                  Statement:
                    - Effect: Allow
                      Action: "s3:PutObject"
                      Resource: "arn:aws:s3:::artifacts/public/*"
              {{ForeignKey}}
              {{MoreKeys}}

        audit:
          sinks:
            - type: file
              path: {{auditFile}}
        {{More}}
        """;
}
