using System.Text.Json;
using System.Text.Json.Serialization;

namespace Voidkey.Contracts;

/// <summary>How the wire records are written and read. Source-generated: no reflection, so it works under Native AOT.</summary>
/// <remarks>Reading is strict: unknown and duplicate members, wrong casing and numbers in quotes are refused (depth 16).</remarks>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 16,
    Converters = [typeof(WireTime)])]
[JsonSerializable(typeof(MintRequest))]
[JsonSerializable(typeof(MintResponse))]
[JsonSerializable(typeof(Dictionary<string, CompatibleCredential>))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(IdpList))]
[JsonSerializable(typeof(IReadOnlyList<CompatibleIdp>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(ExplainResponse))]
[JsonSerializable(typeof(WhoAmI))]
[JsonSerializable(typeof(BrokerMetadata))]
[JsonSerializable(typeof(AdminStatus))]
[JsonSerializable(typeof(AdminReload))]
[JsonSerializable(typeof(WhoCan))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(Liveness))]
public sealed partial class ContractsJson : JsonSerializerContext;
