namespace Voidkey.Demo;

/// <summary>The broker's configuration: who may ask, who we are, which cloud, and who may have what.</summary>
internal static class DemoConfig
{
    public const string SecretVariable = "DEMO_BROKER_SECRET";

    public static string Yaml(World world, string auditFile) => $$"""
        # yaml-language-server: $schema=https://voidkey.dev/schemas/voidkey-server.schema.json
        # Written by the demo. The client secret is not in here: it comes from the environment.
        brokerIdp:
          name: broker-idp
          issuer: {{world.BrokerIdp.Issuer}}
          audience: {{World.StsAudience}}
          clientId: {{World.ClientId}}
          clientSecret: "${{{SecretVariable}}}"

        clientIdps:
          - name: github-actions
            issuer: {{world.ClientIdp.Issuer}}
            audience: {{World.Audience}}

        accessProviders:
          - name: aws-demo
            type: aws-sts
            endpoint: {{world.StsEndpoint}}
            brokerAuth:
              tokenSource: broker-oidc
              expectedIssuer: {{world.BrokerIdp.Issuer}}
              expectedAudience: {{World.StsAudience}}

        clientIdentities:
          - subject: "{{World.Subject}}"
            idp: github-actions
            keys:
              AWS_DEPLOY:
                provider: aws-demo
                roleArn: "{{World.RoleArn}}"
                duration: 900
                maxDuration: {{World.MaxSeconds}}
                outputs:
                  AWS_ACCESS_KEY_ID: AccessKeyId
                  AWS_SECRET_ACCESS_KEY: SecretAccessKey
                  AWS_SESSION_TOKEN: SessionToken

          # Granted to nobody in this story: no job of it has an environment. Whoever asks why is told.
          - name: production
            idp: github-actions
            explain: caller
            match: { repository: example-org/app, environment: production }
            keys:
              AWS_PROD: { provider: aws-demo, roleArn: "{{World.RoleArn}}" }

        default: github-actions

        audit:
          sinks:
            - type: file
              path: "{{auditFile}}"

        """;
}
