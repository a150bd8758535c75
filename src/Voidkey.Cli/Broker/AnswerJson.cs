using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Voidkey.Contracts;

namespace Voidkey.Cli.Broker;

/// <summary>How answers are read: a newer broker may say more than we know, but what we know must be there and be what it should.</summary>
internal static class AnswerJson
{
    public static T? Read<T>(byte[] body, Func<ContractsJson, JsonTypeInfo<T>> type, bool complete = true) where T : class
    {
        var context = new ContractsJson(new JsonSerializerOptions
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = complete,
            RespectRequiredConstructorParameters = complete,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            MaxDepth = 16,
        });
        try
        {
            return JsonSerializer.Deserialize(body, type(context));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
