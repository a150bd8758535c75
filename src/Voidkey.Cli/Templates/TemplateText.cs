using System.Text;
using Voidkey.Cli.Broker;
using Voidkey.Cli.Output;

namespace Voidkey.Cli.Templates;

/// <summary>Fills a template in.</summary>
internal sealed class TemplateText
{
    private const int MaxLength = 4 * 1024 * 1024;
    private const int MaxSteps = 1_000_000;

    private readonly IReadOnlyList<KeyCredentials> _keys;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _variables;
    private readonly StringBuilder _text = new();
    private Failure? _failure;
    private int _steps;

    private TemplateText(IReadOnlyList<KeyCredentials> keys, IReadOnlyList<KeyValuePair<string, string>> variables) => (_keys, _variables) = (keys, variables);

    /// <param name="variables">What the keys set together, each once.</param>
    public static Result<string> Of(Template template, IReadOnlyList<KeyCredentials> keys, IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        var text = new TemplateText(keys, variables);
        text.Write(template.Nodes, null);
        return text._failure is { } failure ? failure : text._text.ToString();
    }

    /// <param name="dot">What a dot means here: a <see cref="KeyCredentials"/>, a variable; null: everything.</param>
    private void Write(IReadOnlyList<TemplateNode> nodes, object? dot)
    {
        foreach (var node in nodes)
        {
            if (_failure is not null) return;
            if (_text.Length > MaxLength || ++_steps > MaxSteps) _failure = Refused("the template writes more than 4 MiB, or goes through more than a million steps", "range through less");
            else if (node is TextNode text) _text.Append(text.Text);
            else if (node is ValueNode value) _text.Append(Evaluate(value.Value, dot, isCondition: false));
            else if (node is IfNode choice) Write(Evaluate(choice.Condition, dot, isCondition: true).Length > 0 ? choice.Then : choice.Else, dot);
            else if (node is RangeNode range) WriteEach(range, dot);
        }
    }

    private void WriteEach(RangeNode range, object? dot)
    {
        foreach (var item in ListOf(range.List, dot))
        {
            if (_failure is not null) return;
            if (range.Body.Count > 0) Write(range.Body, item);
        }
    }

    private IEnumerable<object> ListOf(Operand list, object? dot)
    {
        if (list.Field == "Keys") return _keys;
        return dot is KeyCredentials key && !list.IsFromRoot ? key.Variables.Cast<object>() : _variables.Cast<object>();
    }

    private string Evaluate(Pipeline pipeline, object? dot, bool isCondition)
    {
        var value = pipeline.First.Literal ?? FieldOf(pipeline.First, dot);
        foreach (var (function, argument) in pipeline.Calls)
        {
            if (function == TemplateFunctions.Default)
            {
                if (string.IsNullOrEmpty(value)) value = argument;
            }
            else if (value is { } given && (value = TemplateFunctions.Plain[function](given)) is null)
            {
                _failure = Variables.Uncarried(pipeline.First.Field is "" or "Value" ? "a variable" : pipeline.First.Field);
                return "";
            }
        }

        if (value is null && !isCondition) _failure = Missing(pipeline.First.Field);
        return value ?? "";
    }

    /// <summary>Null: there is none.</summary>
    private string? FieldOf(Operand operand, object? dot) => (operand.IsFromRoot ? null : dot, operand.Field) switch
    {
        (KeyValuePair<string, string> variable, "Name") => variable.Key,
        (KeyValuePair<string, string> variable, "Value" or "") => variable.Value,
        (KeyCredentials key, "Name") => key.Name,
        (KeyCredentials key, "Provider") => key.Provider,
        (KeyCredentials key, "ExpiresAt") => Instants.Format(key.ExpiresAt),
        (KeyCredentials key, var name) => key.Variables.GetValueOrDefault(name),
        (null, var name) => _variables.FirstOrDefault(variable => variable.Key == name).Value,
        _ => null,
    };

    private Failure Missing(string name) => new(
        ExitCode.General, FailureCodes.MissingOutput, $"the template wants .{Commands.Typed.Shown(name)}, and there is none", $"there are {string.Join(", ", _variables.Select(variable => variable.Key))}", "correct the template, or give it a value: | default \"\"");

    private static Failure Refused(string message, string hint) => new(ExitCode.General, FailureCodes.UnsafeOutput, message, Hint: hint);
}
