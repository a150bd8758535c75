using System.Net;

namespace Voidkey.Configuration;

/// <summary>Reads a list of addresses and networks.</summary>
internal static class NetworkList
{
    /// <returns>Null where the member is absent.</returns>
    public static IPNetwork[]? Read(ConfigSection section, string name)
    {
        if (section.TextList(name) is not { } texts) return null;

        var networks = new List<IPNetwork>(texts.Count);
        foreach (var text in texts)
        {
            if (IPNetwork.TryParse(text, out var network) && network.BaseAddress.Equals(IPAddress.Parse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal))))) networks.Add(network);
            else if (!text.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address) && address.ToString() == text) networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else section.ReportEntry(ConfigCodes.InvalidValue, name, text, "this must be an address or a network such as 10.0.0.0/8 or 2001:db8::/32, with no bits set behind the prefix");
        }

        return [.. networks];
    }
}
