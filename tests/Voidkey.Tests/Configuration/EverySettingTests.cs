using System.Collections;
using System.Globalization;
using System.Reflection;
using Voidkey.Configuration;
using Voidkey.Http;
using Voidkey.Providers;
using Voidkey.Server.Tests.Schema;
using Voidkey.Testing;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Configuration;

/// <summary>What each setting comes to, and what stands where none is said, member by member: nothing that somebody wrote is left unread, and no default changes unseen.</summary>
public sealed class EverySettingTests : IDisposable
{
    private readonly EveryMember _files = new();
    private readonly OutboundHttp _http = new(new FakeNetwork());

    public void Dispose()
    {
        _files.Dispose();
        _http.Dispose();
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void Every_setting_is_read(int text) => Told.IsAsIn($"Configuration/settings-{text}.txt", Lines(EveryMember.Texts[text]));

    [Fact]
    public void What_is_not_set_has_its_default() => Told.IsAsIn("Configuration/settings-default.txt", Lines(Yaml.Good));

    private IReadOnlyCollection<string> Lines(string text)
    {
        var path = _files.Write("config.yaml", text);
        var (loaded, written) = ConfigLoader.Read(path, new ConfigEnvironment(new Dictionary<string, string>()), BuiltInProviders.Create(_http, TimeProvider.System), null, new ConfigFiles(mayWait: true));
        Assert.NotNull(loaded.Snapshot);
        var lines = new List<string>();
        Write(lines, "written", written, 0);
        Write(lines, "means", loaded.Snapshot, 0);
        Assert.DoesNotContain(lines, static line => line.Contains(EveryMember.Secret, StringComparison.Ordinal) || line.Contains(Yaml.Canary, StringComparison.Ordinal));
        return [.. lines.Select(line => line.Replace(_files.Folder, "", StringComparison.Ordinal))];
    }

    // Records are told by their members; what is no record (a key, a client, a check) by its kind.
    private static void Write(List<string> lines, string path, object? value, int depth)
    {
        if (value is null) lines.Add($"{path}: -");
        else if (value is string or bool or Enum or TimeSpan or Uri or DateTimeOffset || value.GetType().IsPrimitive || value is System.Net.IPNetwork or System.Net.IPAddress) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: {value}"));
        else if (value is IEnumerable items) WriteAll(lines, path, [.. items.Cast<object?>()], depth);
        else if (depth < 8 && IsTold(value.GetType())) WriteMembers(lines, path, value, depth);
        else lines.Add($"{path}: {value.GetType().Name}");
    }

    private static void WriteAll(List<string> lines, string path, object?[] items, int depth)
    {
        if (items.Length == 0) lines.Add($"{path}: none");
        foreach (var (index, item) in items.Index()) Write(lines, $"{path}[{index}]", item, depth);
    }

    private static void WriteMembers(List<string> lines, string path, object value, int depth)
    {
        if (value.GetType().GetMethod("<Clone>$") is not null) lines.Add($"{path}: {value.GetType().Name}");
        foreach (var member in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Where(static member => member.GetIndexParameters().Length == 0 && member.Name is not "EqualityContract").OrderBy(static member => member.Name, StringComparer.Ordinal))
            Write(lines, $"{path}.{member.Name}", member.GetValue(value), depth + 1);
    }

    private static bool IsTold(Type type) => type == typeof(BrokerSnapshot) || (type.Namespace?.StartsWith("Voidkey", StringComparison.Ordinal) == true && type.GetMethod("<Clone>$") is not null) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));
}
