using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Voidkey.Testing;

/// <summary>Makes the answers of fakes.</summary>
public static class Answers
{
    /// <summary>An answer with a body of JSON.</summary>
    public static HttpResponseMessage Json(JsonNode body, int status = 200) => Text(body.ToJsonString(), "application/json", status);

    /// <summary>An answer with a body of XML.</summary>
    public static HttpResponseMessage Xml(XElement body, int status = 200) => Text(body.ToString(), "text/xml", status);

    /// <summary>An answer with any body, in UTF-8.</summary>
    public static HttpResponseMessage Text(string body, string contentType = "text/plain", int status = 200) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, contentType) };
}
