using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Voidkey.Configuration;

namespace Voidkey.Server.Requests;

/// <summary>Reads a mint request of either surface. Null is absent, and no member that is read stands twice.</summary>
/// <remarks>Token by token: a tree or a list of whatever was sent would cost many times its length, before anybody has been verified.</remarks>
internal ref struct MintBodyReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 16 };

    private readonly bool _isCompatible;
    private Utf8JsonReader _json;
    private Members _seen;
    private bool _all;
    private List<string>? _keys;
    private long? _duration;
    private Secret? _token;
    private string? _idpName;
    private string? _fault;
    private string? _keysFault;

    private MintBodyReader(ReadOnlySpan<byte> json, bool isCompatible)
    {
        _json = new Utf8JsonReader(json, Options);
        _isCompatible = isCompatible;
    }

    [Flags]
    private enum Members
    {
        None = 0,
        Keys = 1,
        All = 2,
        Duration = 4,
        Token = 8,
        IdpName = 16,
    }

    /// <summary>The original's request: unknown members are ignored, empty is absent, <c>all</c> wins over <c>keys</c>, a <c>duration</c> of 0 is not said.</summary>
    public static bool TryReadCompatible(ReadOnlySpan<byte> json, [NotNullWhen(true)] out MintBody? body, [NotNullWhen(false)] out string? fault) =>
        TryRead(new MintBodyReader(json, isCompatible: true), out body, out fault);

    /// <summary>The v1 request: what is not understood is refused.</summary>
    public static bool TryReadV1(ReadOnlySpan<byte> json, [NotNullWhen(true)] out MintBody? body, [NotNullWhen(false)] out string? fault) =>
        TryRead(new MintBodyReader(json, isCompatible: false), out body, out fault);

    private static bool TryRead(MintBodyReader reader, [NotNullWhen(true)] out MintBody? body, [NotNullWhen(false)] out string? fault)
    {
        body = null;
        try
        {
            reader.Read();
            fault = reader.Fault();
            if (fault is null) body = new MintBody(reader._all, reader._keys, reader._duration, reader._token, reader._idpName);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not Unicode. The reader's own texts may repeat the body.
            fault = "The body is not valid JSON, or has a member twice.";
        }

        return body is not null;
    }

    private void Read()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            _fault = "The body must be a JSON object.";
        }
        else
        {
            while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName) ReadMember();
        }

        // Only blanks may follow: the reader throws at anything else.
        _json.Read();
    }

    private void ReadMember()
    {
        if (_json.ValueTextEquals("keys"u8)) ReadKeys();
        else if (_json.ValueTextEquals("all"u8)) ReadAll();
        else if (_json.ValueTextEquals("duration"u8)) ReadDuration();
        else if (_isCompatible && _json.ValueTextEquals("oidcToken"u8)) _token = ReadText(Members.Token, "'oidcToken' must be a text.") is { } token ? new Secret(token) : null;
        else if (_isCompatible && _json.ValueTextEquals("idpName"u8)) _idpName = ReadText(Members.IdpName, "'idpName' must be a text.");
        else
        {
            if (!_isCompatible) _fault ??= "The body has a member that is not known here. It may have 'keys' or 'all', and 'duration'.";
            _json.Skip();
        }
    }

    private void ReadKeys()
    {
        const string Otherwise = "'keys' must be a list of names.";
        Begin(Members.Keys);
        if (_json.TokenType == JsonTokenType.Null) return;
        if (_json.TokenType != JsonTokenType.StartArray) _keysFault = Otherwise;
        else _keys = [];

        // Of too many, one more than can be allowed is kept: that is enough to refuse them.
        while (_keys is not null && _json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.String) _keysFault = Otherwise;
            else if (_keys.Count <= ServerSettings.MostKeys) _keys.Add(_json.GetString()!);
            _json.Skip();
        }

        _json.Skip();
    }

    private void ReadAll()
    {
        Begin(Members.All);
        if (_json.TokenType is JsonTokenType.True or JsonTokenType.False) _all = _json.GetBoolean();
        else Refuse("'all' must be true or false.");
    }

    private void ReadDuration()
    {
        Begin(Members.Duration);
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var seconds)) _duration = seconds == 0 && _isCompatible ? null : seconds;
        else Refuse("'duration' must be a whole number of seconds, at least 1.");
    }

    private string? ReadText(Members member, string otherwise)
    {
        Begin(member);
        if (_json.TokenType == JsonTokenType.String) return _json.GetString() is { Length: > 0 } text ? text : null;

        Refuse(otherwise);
        return null;
    }

    private void Begin(Members member)
    {
        if (_seen.HasFlag(member)) throw new JsonException();
        _seen |= member;
        _json.Read();
    }

    private void Refuse(string fault)
    {
        if (_json.TokenType != JsonTokenType.Null) _fault ??= fault;
        _json.Skip();
    }

    private readonly string? Fault()
    {
        if (_fault is not null) return _fault;
        if (_isCompatible && _all) return null;
        return _keysFault ?? (_all && _keys is not null ? "'keys' and 'all' exclude each other." : null);
    }
}
