using System.Text;
using System.Text.Json;
using Voidkey.Diagnostics;

namespace Voidkey.Providers.Kubernetes;

/// <summary>What kubectl and client libraries read, on one line of JSON each; a kubeconfig is YAML, and so JSON as well.</summary>
internal static class ClientFiles
{
    /// <summary>A kubeconfig with one context (Kubernetes, "Organizing Cluster Access Using kubeconfig Files").</summary>
    public static Secret Kubeconfig(Cluster cluster, string of, string account, Secret token) => Write(json =>
    {
        const string Name = "voidkey";
        json.WriteStartObject();
        json.WriteString("apiVersion", "v1");
        json.WriteString("kind", "Config");
        json.WriteString("current-context", Name);

        StartEntry(json, "clusters", Name, "cluster");
        json.WriteString("server", cluster.ServerText);
        if (cluster.AuthoritiesPem is { } pem) json.WriteBase64String("certificate-authority-data", Encoding.ASCII.GetBytes(pem));
        EndEntry(json);

        StartEntry(json, "users", account, "user");
        json.WriteString("token", token.Reveal());
        EndEntry(json);

        StartEntry(json, "contexts", Name, "context");
        json.WriteString("cluster", Name);
        json.WriteString("namespace", of);
        json.WriteString("user", account);
        EndEntry(json);
        json.WriteEndObject();
    });

    /// <summary>What a credential plug-in prints (client.authentication.k8s.io/v1).</summary>
    public static Secret ExecCredential(Secret token, DateTimeOffset expiration) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("apiVersion", "client.authentication.k8s.io/v1");
        json.WriteString("kind", "ExecCredential");
        json.WriteStartObject("status");
        json.WriteString("expirationTimestamp", Timestamps.Seconds(expiration));
        json.WriteString("token", token.Reveal());
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void StartEntry(Utf8JsonWriter json, string list, string name, string what)
    {
        json.WriteStartArray(list);
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartObject(what);
    }

    private static void EndEntry(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static Secret Write(Action<Utf8JsonWriter> write)
    {
        var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) write(json);
        return new Secret(Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
