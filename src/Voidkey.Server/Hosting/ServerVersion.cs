using System.Reflection;

namespace Voidkey.Server.Hosting;

/// <summary>The version that the build was given, with the commit where it knew one.</summary>
internal static class ServerVersion
{
    public static string Text { get; } = typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
