using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Voidkey.Reliability.Fuzzing;
using Voidkey.Reliability.Stage;
using Voidkey.Testing;

namespace Voidkey.Reliability.Scenarios;

/// <summary>A hundred callers of four providers, of whom the same names mean others elsewhere, ask for what they may and may not have, fifty at a time: every verdict is right, and every credential is that caller's.</summary>
internal static partial class Mixed
{
    private const int Requests = 3000;
    private const int AtOnce = 50;
    private const int Providers = 4;
    private const int Subjects = 25;
    private const string StsAudience = "sts";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static WorldPlan Plan { get; } = new(Providers, Clouds: [Aws], Identities: [.. from idp in Enumerable.Range(0, Providers) from subject in Enumerable.Range(0, Subjects) select Identity(idp, subject)]);

    public static async Task RunAsync(Performance performance, CancellationToken ct)
    {
        var (world, figures, seeded) = (performance.World, performance.Figures, new Seeded(performance.Seed));
        var roles = Watch(world);
        await world.BeginAsync(ct);
        var callers = (from idp in Enumerable.Range(0, Providers) from subject in Enumerable.Range(0, Subjects) select new Caller(world, idp, subject)).ToArray();
        MixedRequest[] requests = [.. Enumerable.Range(0, Requests).Select(_ => MixedRequest.Next(seeded, seeded.Pick(callers)))];

        var verdicts = new string?[Requests];
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (n, end) => verdicts[n] = await FaultAsync(world, requests[n], roles, end));
        foreach (var odd in verdicts.Zip(requests).Where(static one => one.First is not null).Take(10)) Console.WriteLine($"  {odd.Second}: {odd.First}");
        figures.Tell("requests of so many callers, at a time", $"{Requests:N0}, {callers.Length}, {AtOnce}");
        figures.Tell("what they should be answered with", string.Join(", ", requests.CountBy(static one => one.Status).OrderBy(static one => one.Key).Select(static one => $"{one.Key}: {one.Value}")));
        figures.Exactly("verdicts that were wrong, or credentials of somebody else", verdicts.Count(static one => one is not null), 0);
        figures.Exactly("roles that were taken on more often than they were asked for", Overtaken(requests, roles), 0);
    }

    /// <summary>What the n-th provider's caller may have under a key, and nobody else.</summary>
    public static string RoleOf(int idp, int subject, string key) => $"arn:aws:iam::123456789012:role/{key}-{idp}-{subject}";

    // The odd ones have one key, the even ones two.
    private static PlannedIdentity Identity(int idp, int subject) => new(
        $"ci{idp}", Caller.NameOf(subject), string.Join(", ", Caller.KeysOf(subject).Select(key => $"{key}: {{ provider: {ConfigText.NameOf(0)}, roleArn: \"{RoleOf(idp, subject, key)}\" }}")));

    private static Cloud Aws(FakeIdp brokers, Grounds grounds)
    {
        var sts = new FakeSts(brokers, grounds.Time);
        foreach (var (idp, subject) in from idp in Enumerable.Range(0, Providers) from subject in Enumerable.Range(0, Subjects) select (idp, subject))
        {
            foreach (var key in Caller.KeysOf(subject)) sts.AddRole(new StsRole(RoleOf(idp, subject, key), brokers.Issuer, StsAudience, Clouds.BrokerSubject));
        }

        var site = grounds.NewSite();
        site.Answer = sts.AnswerAsync;
        return new Cloud([site], $"type: aws-sts, endpoint: \"{site.Origin}\"", "", StsAudience);
    }

    // Which role each access key came of, as the cloud knows it.
    private static ConcurrentDictionary<string, string> Watch(World world)
    {
        var (roles, answer) = (new ConcurrentDictionary<string, string>(StringComparer.Ordinal), world.Cloud.Answer);
        world.Cloud.Answer = async (request, ct) =>
        {
            var form = (await RecordedRequest.OfAsync(request, ct)).Form;
            var response = await answer(request, ct);
            if (AccessKey().Match(await response.Content.ReadAsStringAsync(ct)) is { Success: true } key) roles[key.Groups[1].Value] = form["RoleArn"];
            return response;
        };
        return roles;
    }

    private static async Task<string?> FaultAsync(World world, MixedRequest asked, ConcurrentDictionary<string, string> roles, CancellationToken ct)
    {
        using var request = asked.ToRequest(world);
        using var answer = await world.Http.SendAsync(request, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        if ((int)answer.StatusCode != asked.Status) return $"{(int)answer.StatusCode}";

        using var body = JsonDocument.Parse(text);
        var root = body.RootElement;
        if (asked.Status != 200) return root.GetProperty("error").GetString() == asked.Error ? null : root.GetProperty("error").GetString();
        if (root.GetProperty("idp").GetString() != asked.Caller.Idp || root.GetProperty("subject").GetString() != asked.Caller.Subject) return "another's name";

        var credentials = root.GetProperty("credentials").EnumerateObject().ToDictionary(static one => one.Name, static one => one.Value.GetProperty("AWS_ACCESS_KEY_ID").GetString()!, StringComparer.Ordinal);
        if (!credentials.Keys.Order(StringComparer.Ordinal).SequenceEqual(asked.Keys.Order(StringComparer.Ordinal))) return $"other keys: {string.Join(' ', credentials.Keys)}";
        return credentials.All(one => roles.GetValueOrDefault(one.Value) == asked.Caller.RoleOf(one.Key)) ? null : "another's credential";
    }

    private static int Overtaken(MixedRequest[] requests, ConcurrentDictionary<string, string> roles)
    {
        var asked = requests.Where(static one => one.Status == 200).SelectMany(static one => one.Keys.Select(one.Caller.RoleOf)).CountBy(static role => role).ToDictionary(StringComparer.Ordinal);
        return roles.Values.CountBy(static role => role).Count(taken => taken.Value > asked.GetValueOrDefault(taken.Key));
    }

    [GeneratedRegex("<AccessKeyId>(\\w+)</AccessKeyId>")]
    private static partial Regex AccessKey();

    /// <summary>One of a hundred: the same subject is somebody else at another provider.</summary>
    internal sealed class Caller(World world, int idp, int subject)
    {
        public string Idp { get; } = world.Callers[idp].Name;

        public string Subject { get; } = NameOf(subject);

        public IReadOnlyList<string> Keys { get; } = KeysOf(subject);

        public string Token { get; } = world.Callers[idp].Idp.Issue(NameOf(subject), World.Audience, Lifetime).Reveal();

        public string Expired { get; } = world.Callers[idp].Idp.Issue(NameOf(subject), World.Audience, -TimeSpan.FromMinutes(5)).Reveal();

        public string Unknown { get; } = world.Callers[idp].Idp.Issue($"nobody-{idp}", World.Audience, Lifetime).Reveal();

        /// <summary>Signed by another provider's key, whose id it has.</summary>
        public string Foreign { get; } = world.Callers[idp].Idp.Issue(NameOf(subject), World.Audience, Lifetime, signWith: world.Callers[(idp + 1) % Providers].Idp.Key).Reveal();

        /// <summary>For somebody else than the broker.</summary>
        public string Elsewhere { get; } = world.Callers[idp].Idp.Issue(NameOf(subject), "elsewhere", Lifetime).Reveal();

        public static string NameOf(int subject) => $"job-{subject}";

        public static IReadOnlyList<string> KeysOf(int subject) => subject % 2 == 0 ? ["A", "B"] : ["A"];

        public string RoleOf(string key) => Mixed.RoleOf(idp, subject, key);
    }
}
