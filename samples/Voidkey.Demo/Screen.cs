namespace Voidkey.Demo;

/// <summary>What a person sees. Colour only on a terminal, and never against <c>NO_COLOR</c>.</summary>
internal sealed class Screen(TextWriter output, bool colour)
{
    private readonly Lock _gate = new();

    public static Screen OfThisProcess() => new(
        Console.Out,
        !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"));

    public void Title(string text) => Line(Bold(text));

    public void Chapter(string text) => Line($"\n{Bold(text)}");

    public void Text(string text = "") => Line(text.Length == 0 ? "" : $"  {text}");

    public void Item(string name, string text) => Line($"  {name,-12} {Dim(text)}");

    /// <summary>One of the ten steps, and when it was seen.</summary>
    public void Step(int number, string name, string text, string when = "") => Line($"  {Bold($"{number,2}")}  {name,-26} {text}{(when.Length == 0 ? "" : $" {Dim(when)}")}");

    /// <summary>A promise that was checked a moment ago.</summary>
    public void Kept(string text) => Line($"  {Paint("32", "✓")} {text}");

    public void Broken(string text) => Line($"\n  {Paint("31", "✗")} {text}");

    private string Bold(string text) => Paint("1", text);

    private string Dim(string text) => Paint("2", text);

    private string Paint(string code, string text) => colour ? $"\e[{code}m{text}\e[0m" : text;

    private void Line(string text)
    {
        lock (_gate) output.WriteLine(text);
    }
}
