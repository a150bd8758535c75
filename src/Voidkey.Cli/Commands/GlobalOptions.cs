using Voidkey.Cli.Completion;

namespace Voidkey.Cli.Commands;

/// <summary>The flags that every command takes.</summary>
internal sealed class GlobalOptions
{
    public ValueOption BrokerUrl { get; } = new("--broker-url", "URL", "the broker's base URL", "--server")
    { Recursive = true, Member = "broker_url", Variables = ["VOIDKEY_BROKER_URL", "VOIDKEY_SERVER"] };

    public ValueOption Config { get; } = new("--config", "PATH", "your configuration file")
    { Recursive = true, Variables = ["VOIDKEY_CONFIG_PATH"] };

    public ValueOption Environment { get; } = new("--env", "NAME", "an environment of it", "--context")
    { Recursive = true, Kind = ValueKind.Environment, Variables = ["VOIDKEY_ENV"] };

    public ValueOption Timeout { get; } = new("--timeout", "DUR", "limit for all of it, default 30s")
    { Recursive = true, Member = "timeout", Variables = ["VOIDKEY_TIMEOUT"] };

    public ValueOption Retries { get; } = new("--retries", "N", "more tries if busy, default 2")
    { Recursive = true, Member = "retries", Variables = ["VOIDKEY_RETRIES"] };

    public ValueOption CaCert { get; } = new("--ca-cert", "FILE", "the only authority for the broker's certificate") { Recursive = true, Member = "http.tls.ca_file" };

    public ValueOption ClientCert { get; } = new("--client-cert", "FILE", "show it to the broker") { Recursive = true, Member = "http.tls.cert_file" };

    public ValueOption ClientKey { get; } = new("--client-key", "FILE", "its private key, if not in the same file") { Recursive = true, Member = "http.tls.key_file" };

    public Switch InsecureHttp { get; } = new("--insecure-http", "allow http:// to another machine") { Recursive = true };

    public ValueOption Format { get; } = new("--output", "FMT", "output format", "-o", "--format")
    { Recursive = true, Member = "output_format", Variables = ["VOIDKEY_OUTPUT_FORMAT"] };

    public Switch Quiet { get; } = new("--quiet", "errors only on stderr", "-q") { Recursive = true };

    public Switch Verbose { get; } = new("--verbose", "say who was asked, and as whom", "-v") { Recursive = true };

    public ValueOption LogFormat { get; } = new("--log-format", "text|json", "form of the messages on stderr") { Recursive = true, Member = "logging.format", Choices = ["text", "json"] };

    public Switch Debug { get; } = new("--debug", "say where the token came from") { Recursive = true };

    public ValueOption Color { get; } = new("--color", "WHEN", "auto, always or never") { Recursive = true, Choices = ColorChoice.Names };

    public Switch NoColor { get; } = new("--no-color", "the same as --color never") { Recursive = true, Variables = ["VOIDKEY_NO_COLOR"] };

    public Switch NoInput { get; } = new("--no-input", "ask nothing, start no shell") { Recursive = true, Variables = ["VOIDKEY_NO_INPUT"] };

    public Switch Help { get; } = new("--help", "explain the command", "-h") { Recursive = true };
}
