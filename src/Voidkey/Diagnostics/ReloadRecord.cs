namespace Voidkey.Diagnostics;

/// <summary>One reload of the configuration, put in force or refused. docs/audit.md describes every member.</summary>
/// <param name="Time">When it was decided, UTC.</param>
/// <param name="Previous">The hash of the configuration that was in force before.</param>
/// <param name="Configuration">The hash of the one that is in force now; after a refusal the same.</param>
/// <param name="Problems">Why it was refused: how many problems there are; 0: it was not.</param>
/// <param name="By">Who asked for it; null: a signal, or a file that had changed.</param>
internal sealed record ReloadRecord(DateTimeOffset Time, string Previous, string Configuration, int Problems, ReloadAsker? By = null)
{
    private const int Version = 1;

    /// <summary>One line of JSON with its line break.</summary>
    public ReadOnlyMemory<byte> ToLine() => RecordLine.Of("voidkey.audit.reload", Version, Time, json =>
    {
        json.WriteString("outcome", Problems == 0 ? "loaded" : "refused");
        json.WriteString("previous", Previous);
        json.WriteString("configuration", Configuration);
        if (Problems > 0) json.WriteNumber("problems", Problems);
        if (By is null) return;
        json.WriteStartObject("operator");
        json.WriteString("idp", By.Idp);
        json.WriteString("subject", By.Subject);
        json.WriteString("requestId", By.RequestId);
        json.WriteEndObject();
    });
}

/// <summary>The operator who asked for a reload.</summary>
/// <param name="Subject">As records have it.</param>
/// <param name="RequestId">The id of his request.</param>
internal sealed record ReloadAsker(string Idp, string Subject, string RequestId);
