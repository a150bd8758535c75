using System.Diagnostics.CodeAnalysis;

namespace Voidkey;

/// <summary>A value, or the reason why there is none. A refusal is a result; a bug is an exception; cancellation is neither.</summary>
public readonly struct Result<T>
    where T : class
{
    private readonly T? _value;
    private readonly BrokerError? _error;

    private Result(T? value, BrokerError? error) => (_value, _error) = (value, error);

    /// <summary>Gives the value and returns true, or gives the error and returns false.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out BrokerError? error)
    {
        value = _value;

        // A result that nobody filled in is a refusal, not a null that travels on.
        error = value is null ? _error ?? BrokerError.Unfilled : null;
        return value is not null;
    }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(BrokerError error) => new(null, error);
}
