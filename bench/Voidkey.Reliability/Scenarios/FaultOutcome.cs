using System.Text;
using Voidkey.Reliability.Stage;
using Voidkey.Testing;

namespace Voidkey.Reliability.Scenarios;

/// <param name="Status">0: none came.</param>
/// <param name="Text">Headers and body.</param>
internal readonly record struct FaultAnswer(int Status, TimeSpan Took, string Text);

/// <summary>What became of those who asked while an upstream failed.</summary>
internal sealed class FaultOutcome(FaultCell cell)
{
    private static readonly int[] Documented = [502, 503, 504];
    private readonly List<FaultAnswer> _answers = [];
    private readonly StringBuilder _wrong = new();

    public FaultCell Cell => cell;

    public IReadOnlyList<FaultAnswer> Answers => _answers;

    /// <summary>Whether the broker came to whoever failed; a closed port cannot tell.</summary>
    public bool IsMet { get; set; }

    /// <summary>How long after the end of the fault a mint was good again; null: none was.</summary>
    public TimeSpan? Healed { get; set; }

    public double PeakMebibytes { get; private set; }

    /// <summary>How many answers or logs held what nobody may hear.</summary>
    public int Leaks { get; private set; }

    public bool IsServerRunning { get; private set; }

    /// <summary>What was answered otherwise than it may be; empty: nothing.</summary>
    public string Wrong => _wrong.ToString();

    /// <summary>An answer while what is held still serves.</summary>
    public void AddHeld(FaultAnswer answer) => Add(answer, answer.Status == 200);

    /// <summary>Keys serve on while their provider fails; nothing else does.</summary>
    public void Add(FaultAnswer answer) => Add(answer, cell.IsLong ? answer.Status == 200 : Documented.Contains(answer.Status));

    public void End(World world)
    {
        (PeakMebibytes, IsServerRunning) = (world.Server.IsRunning ? world.Server.PeakMebibytes() : 0, world.Server.IsRunning);
        if (Canary.FoundIn(world.Server.Log + world.AuditText()) is { Count: > 0 } found)
        {
            Leaks++;
            _wrong.Append($" log: {string.Join(' ', found)}");
        }
    }

    private void Add(FaultAnswer answer, bool isRight)
    {
        _answers.Add(answer);
        if (!isRight) _wrong.Append($" {answer.Status}");
        if (answer.Status == 200 ? answer.Text.Contains(UpstreamFault.Text, StringComparison.Ordinal) : Canary.FoundIn(answer.Text).Count > 0)
        {
            Leaks++;
            _wrong.Append($" {answer.Status} tells");
        }
    }
}
