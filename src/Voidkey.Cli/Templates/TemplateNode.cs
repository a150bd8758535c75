namespace Voidkey.Cli.Templates;

/// <summary>A piece of a template.</summary>
internal abstract record TemplateNode;

internal sealed record TextNode(string Text) : TemplateNode;

/// <summary><c>{{ .NAME | sh }}</c></summary>
internal sealed record ValueNode(Pipeline Value) : TemplateNode;

/// <summary><c>{{ if .NAME }}…{{ else }}…{{ end }}</c>: whether there is a value, and it is not empty.</summary>
internal sealed record IfNode(Pipeline Condition, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Else) : TemplateNode;

/// <summary><c>{{ range .Variables }}…{{ end }}</c></summary>
internal sealed record RangeNode(Operand List, IReadOnlyList<TemplateNode> Body) : TemplateNode;

/// <summary>A value, and the functions that it goes through from left to right.</summary>
internal sealed record Pipeline(Operand First, IReadOnlyList<Call> Calls);

/// <param name="Literal">A text in quotes; null: a field.</param>
/// <param name="Field">The name behind the dot; empty: the dot itself.</param>
/// <param name="IsFromRoot">Whether it was written <c>$.NAME</c>.</param>
internal sealed record Operand(string? Literal, string Field, bool IsFromRoot);

/// <param name="Argument">What stands behind the function's name; null: nothing.</param>
internal sealed record Call(string Function, string? Argument);

/// <summary>A template that can be filled in.</summary>
internal sealed record Template(IReadOnlyList<TemplateNode> Nodes);
