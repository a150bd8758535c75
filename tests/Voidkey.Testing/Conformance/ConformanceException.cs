namespace Voidkey.Testing.Conformance;

/// <summary>A provider does something that a provider must not.</summary>
public sealed class ConformanceException(string message) : Exception(message);
