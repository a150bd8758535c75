using System.Text;
using BenchmarkDotNet.Attributes;
using Voidkey.Diagnostics;
using Voidkey.Providers.Sts;

namespace Voidkey.Benchmarks;

/// <summary>What follows the cloud's answer: reading it strictly, and writing the record.</summary>
[MemoryDiagnoser]
public class AnswerBenchmarks
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    // As long as AWS's own: a session token of about a thousand characters.
    private static readonly byte[] Sts = Encoding.UTF8.GetBytes($"""
        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleWithWebIdentityResult>
            <SubjectFromWebIdentityToken>voidkey</SubjectFromWebIdentityToken>
            <Audience>sts.amazonaws.com</Audience>
            <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/Deploy/voidkey</Arn><AssumedRoleId>AROACLKWSDQRAOEXAMPLE:voidkey</AssumedRoleId></AssumedRoleUser>
            <Credentials>
              <SessionToken>{new string('t', 1000)}</SessionToken>
              <SecretAccessKey>wJalrXUtnFEMIK7MDENGbPxRfiCYzEXAMPLEKEY</SecretAccessKey>
              <Expiration>2026-01-15T13:00:00Z</Expiration>
              <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
            </Credentials>
            <Provider>https://broker.example.test</Provider>
          </AssumeRoleWithWebIdentityResult>
          <ResponseMetadata><RequestId>ad4156e9-bce1-11e2-82e6-6b6efEXAMPLE</RequestId></ResponseMetadata>
        </AssumeRoleWithWebIdentityResponse>
        """);

    private static readonly AuditRecord Record = new(
        Now, "0198c2f1a7b07c1e8f5d2a4b6c8e0f11", "0198c2f1a7b07c1e8f5d2a4b6c8e0f12", "192.0.2.7", "ci", "https://ci.example.test", "repo:example-org/app:ref:refs/heads/main",
        ["DEPLOY"], null, [], [new AuditedCredential("DEPLOY", "aws", "arn:aws:iam::123456789012:role/Deploy", "clientIdentities[0]", "deploy", "ASIAIOSFODNN7EXAMPLE", Now.AddHours(1))])
    { Configuration = "0123456789ab" };

    [Benchmark]
    public bool ReadStsAnswer() => StsAnswer.TryReadCredentials(Sts, "AssumeRoleWithWebIdentity", Now, out _, out _);

    [Benchmark]
    public int WriteAuditLine() => Record.ToLine().Length;
}
