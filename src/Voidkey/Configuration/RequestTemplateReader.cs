using System.Text.RegularExpressions;
using Voidkey.Access;

namespace Voidkey.Configuration;

/// <summary>Reads a mapping that becomes part of a request: the members of a JSON body, the parameters of a form, or headers.</summary>
internal sealed partial class RequestTemplateReader(ConfigSection section, string name, RequestPart part)
{
    /// <returns>Each member's template. A parameter of a form with a list of values is there once for each.</returns>
    public IReadOnlyList<KeyValuePair<string, RequestTemplate>> Read()
    {
        var templates = new List<KeyValuePair<string, RequestTemplate>>();
        foreach (var member in section.Entries(name))
        {
            if (!CheckName(member)) continue;
            foreach (var value in part == RequestPart.Form && member.Value is ConfigSequence { Items.Count: > 0 } list ? list.Items : [member.Value])
            {
                var writer = new RequestTemplateWriter(part);
                if (TryWrite(value, writer, IsSecret(member.Name))) templates.Add(new(member.Name, writer.End()));
            }
        }

        return templates;
    }

    private bool CheckName(ConfigMember member)
    {
        var fault = member.Name.Contains("${", StringComparison.Ordinal) ? "nothing is substituted in a name, and no claim stands in one"
            : part == RequestPart.Header && !HeaderName().IsMatch(member.Name) ? "a header's name has letters, digits and '-' or '_'"
            : member.Name.Length == 0 ? "a name must not be empty" : null;
        if (fault is not null) section.Reading.Problems.Report(ConfigCodes.InvalidValue, member.Position, $"{section.PathOf(name)}.{member.Name}", fault);
        return fault is null;
    }

    private bool TryWrite(ConfigNode node, RequestTemplateWriter writer, bool isSecret) => node switch
    {
        ConfigScalar { IsNull: false } scalar => TryWrite(scalar, writer, isSecret),
        ConfigScalar { Text.Length: > 0 } when part == RequestPart.Json => TryWriteNull(writer),
        ConfigMapping mapping when part == RequestPart.Json => TryWriteAll(mapping, writer, isSecret),
        ConfigSequence list when part == RequestPart.Json => TryWriteAll(list, writer, isSecret),
        _ => Report(node, node is ConfigScalar ? "this has no value; give it one, or remove the member" : $"this must be a single value{(part == RequestPart.Form ? ", or a list of them" : "")}"),
    };

    // Where it is written out, it is meant.
    private static bool TryWriteNull(RequestTemplateWriter writer)
    {
        writer.Raw("null");
        return true;
    }

    private bool TryWriteAll(ConfigMapping mapping, RequestTemplateWriter writer, bool isSecret)
    {
        var isGood = true;
        var separator = '{';
        foreach (var member in mapping.Members)
        {
            isGood &= CheckName(member);
            writer.Raw($"{separator}\"").TryAdd(member.Name);
            writer.Raw("\":");
            isGood &= TryWrite(member.Value, writer, isSecret || IsSecret(member.Name));
            separator = ',';
        }

        writer.Raw(mapping.Members.Count == 0 ? "{}" : "}");
        return isGood;
    }

    private bool TryWriteAll(ConfigSequence list, RequestTemplateWriter writer, bool isSecret)
    {
        var isGood = true;
        writer.Raw("[");
        for (var i = 0; i < list.Items.Count; i++) isGood &= TryWrite(list.Items[i], i == 0 ? writer : writer.Raw(","), isSecret);
        writer.Raw("]");
        return isGood;
    }

    private bool TryWrite(ConfigScalar scalar, RequestTemplateWriter writer, bool isSecret)
    {
        if (isSecret) section.Reading.Secrets.Add(scalar);

        // A number or a flag is what it is in JSON, and its own text elsewhere.
        if (scalar is { IsPlain: true, Text: "true" or "false" } || (scalar.IsPlain && ConfigJson.IsNumber(scalar.Text, out _)))
        {
            writer.Raw(scalar.Text);
            return true;
        }

        if (ConfigValue.Parts(section, name, scalar, TextUse.Request) is not { } parts) return false;
        if (part != RequestPart.Json && parts.All(static part => part.Literal is not null && string.IsNullOrWhiteSpace(part.Literal))) return Report(scalar, "this must not be empty");

        // Without quotes, and with nothing beside it, a lifetime is a number of seconds.
        var isText = part == RequestPart.Json && !(scalar.IsPlain && parts is [{ Value: RequestValue.Lifetime }]);
        if (isText) writer.Raw("\"");
        if (!writer.TryAdd(parts)) return Report(scalar, "this has characters that no header can carry: it has printable ASCII");
        if (isText) writer.Raw("\"");
        return true;
    }

    // A header is how one proves who one is, as often as not. What comes out of a file or the environment is no part of what is written.
    private bool IsSecret(string member) => part == RequestPart.Header || SecretName().IsMatch(member);

    private bool Report(ConfigNode node, string message)
    {
        section.Reading.Problems.Report(ConfigCodes.InvalidValue, node.Position, section.PathOf(name), message);
        return false;
    }

    // RFC 9110 §5.1 has more; nobody uses it, and some servers confuse it.
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderName();

    [GeneratedRegex("secret|password|passphrase|token|key|assertion|credential|authorization", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
