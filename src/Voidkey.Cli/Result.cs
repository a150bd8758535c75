using System.Diagnostics.CodeAnalysis;

namespace Voidkey.Cli;

/// <summary>A value, or the reason why there is none. What can be expected to go wrong is a result; an exception is a bug.</summary>
internal sealed class Result<T> where T : notnull
{
    private readonly T? _value;
    private readonly Failure? _failure;

    private Result(T? value, Failure? failure) => (_value, _failure) = (value, failure);

    /// <summary>Gives the value and returns true, or gives the failure and returns false.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Failure? failure)
    {
        (value, failure) = (_value, _failure);
        return failure is null;
    }

    public static implicit operator Result<T>(T value) => new(value, null);
    public static implicit operator Result<T>(Failure failure) => new(default, failure);
}
