using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml;

namespace Voidkey.Providers.Sts;

/// <summary>Reads STS's XML along one exact path: the same words anywhere else in the document mean nothing.</summary>
internal static class StsAnswer
{
    private const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
    private const int MaxValueLength = 32 * 1024;

    // Credentials lie four deep. An XmlReader keeps a hundred times the length of a start tag for each element that is open.
    private const int MaxDepth = 16;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 256 * 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <summary><c>ACTIONResponse/ACTIONResult/Credentials</c>, each once.</summary>
    /// <param name="action">What was asked for: <c>AssumeRoleWithWebIdentity</c>.</param>
    public static bool TryReadCredentials(
        ReadOnlyMemory<byte> document, string action, DateTimeOffset now, [NotNullWhen(true)] out StsCredentials? credentials, [NotNullWhen(false)] out string? fault)
    {
        credentials = null;
        try
        {
            if (ReadLeaves(document, [$"{action}Response", $"{action}Result", "Credentials"]) is not { } leaves) fault = "no Credentials where they belong";
            else if (Find(leaves, "AccessKeyId") is not { } id || Find(leaves, "SecretAccessKey") is not { } key || Find(leaves, "SessionToken") is not { } session) fault = "a credential field is missing, empty or not printable";
            else if (!TryReadTime(Find(leaves, "Expiration"), out var expiration)) fault = "Expiration is not a time";
            else if (expiration <= now) fault = "the credential has expired already";
            else
            {
                credentials = new StsCredentials(id, new Secret(key), new Secret(session), expiration);
                fault = null;
                return true;
            }
        }
        catch (XmlException)
        {
            fault = "the answer is not well-formed XML";
        }

        return false;
    }

    /// <summary>The error's <c>Code</c> (AWS: below <c>ErrorResponse</c>; Ceph: <c>Error</c> alone), if it is a plain word.</summary>
    public static string? ErrorCode(ReadOnlyMemory<byte> document)
    {
        try
        {
            var leaves = ReadLeaves(document, ["ErrorResponse", "Error"]) ?? ReadLeaves(document, ["Error"]);
            return leaves?.Find(static leaf => leaf.Name == "Code").Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <returns>The text children of the one element at <paramref name="path"/>; null where it, or one on the way, is not there exactly once.</returns>
    private static List<(string Name, string Value)>? ReadLeaves(ReadOnlyMemory<byte> document, ReadOnlySpan<string> path) =>
        PlainXml.TryReadLeaves(document.Span, path, out var leaves) ? leaves : ReadAnyLeaves(document, path);

    /// <inheritdoc cref="ReadLeaves"/>
    internal static List<(string Name, string Value)>? ReadAnyLeaves(ReadOnlyMemory<byte> document, ReadOnlySpan<string> path)
    {
        using var reader = Open(document);
        List<(string Name, string Value)>? leaves = null;
        var (matched, seen) = (0, 0);
        while (ReadOn(reader))
        {
            if (reader.NodeType == XmlNodeType.EndElement) matched = Math.Min(matched, reader.Depth);
            if (reader.NodeType != XmlNodeType.Element || reader.Depth != matched || matched == path.Length) continue;
            if (reader.LocalName != path[matched] || !IsOurs(reader)) continue;
            if (matched < seen) return null;
            seen++;
            if (reader.IsEmptyElement) continue;
            if (++matched < path.Length) continue;

            leaves = ReadChildren(reader);
            matched--;
        }

        return leaves;
    }

    private static List<(string Name, string Value)> ReadChildren(XmlReader reader)
    {
        var children = new List<(string, string)>();
        ReadOn(reader);
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            // A child that is no plain text makes the reader throw: nothing nests here.
            if (reader.NodeType == XmlNodeType.Element && IsOurs(reader)) children.Add((reader.LocalName, reader.ReadElementContentAsString()));
            else Pass(reader);
        }

        return children;
    }

    // Past a node and all within it.
    private static void Pass(XmlReader reader)
    {
        var depth = reader.Depth;
        var isOpen = reader is { NodeType: XmlNodeType.Element, IsEmptyElement: false };
        while (ReadOn(reader) && isOpen && reader.Depth > depth)
        {
        }

        if (isOpen) ReadOn(reader);
    }

    private static bool ReadOn(XmlReader reader)
    {
        var isRead = reader.Read();
        return reader.Depth <= MaxDepth ? isRead : throw new XmlException("elements lie too deep within each other");
    }

    // Ceph leaves the namespace out.
    private static bool IsOurs(XmlReader reader) => reader.NamespaceURI is "" or Namespace;

    private static XmlReader Open(ReadOnlyMemory<byte> document)
    {
        MemoryMarshal.TryGetArray(document, out var bytes);
        return XmlReader.Create(new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false), Settings);
    }

    private static string? Find(List<(string Name, string Value)> leaves, string name)
    {
        string? found = null;
        foreach (var (leaf, value) in leaves)
        {
            if (leaf != name) continue;
            if (found is not null || value.Length is 0 or > MaxValueLength || value.AsSpan().ContainsAnyExceptInRange('!', '~')) return null;
            found = value;
        }

        return found;
    }

    private static bool TryReadTime(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is not null && text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
