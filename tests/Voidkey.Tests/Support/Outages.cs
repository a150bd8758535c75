using Voidkey.Testing;

namespace Voidkey.Tests.Support;

/// <summary>The ways in which an upstream that speaks JSON goes wrong.</summary>
public static class Outages
{
    /// <summary>Where redirects lead. It must never be asked for anything.</summary>
    public const string Elsewhere = "https://elsewhere.example.test";

    public static IReadOnlyList<string> Names { get; } =
    [
        "refused", "hang", "garbage", "web page", "empty", "empty object", "empty key set", "cut short", "huge", "huge by its header", "drip",
        "301", "302", "303", "307", "308", "304", "400", "401", "403", "404", "429", "500", "502", "503", "204",
    ];

    /// <summary>True where only a time limit ends the wait.</summary>
    public static bool NeverEnds(string name) => name is "hang" or "drip";

    public static Fault Named(string name, TimeProvider time) => name switch
    {
        "refused" => Fault.Refuse,
        "hang" => Fault.Hang,
        "garbage" => Fault.Garbage,
        "web page" => Fault.HtmlPage,
        "empty" => Fault.Empty,
        "empty object" => Answering("{}"),
        "empty key set" => Answering("{\"keys\":[]}"),
        "cut short" => Answering("{\"keys\":[{\"kty\":"),
        "huge" => Fault.Huge(3),
        "huge by its header" => new Fault(name, (_, _) => Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(new byte[(1 << 20) + 1]) })),
        "drip" => Fault.Drip(TimeSpan.FromSeconds(1), time),
        "301" or "302" or "303" or "307" or "308" => Fault.Redirect(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture), Elsewhere + "/jwks"),
        _ => Fault.Status(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static Fault Answering(string json) => new(json, (_, _) => Task.FromResult(Answers.Text(json, "application/json")));
}
