using Voidkey.Access;
using Voidkey.Configuration;
using Voidkey.Http;

namespace Voidkey.Providers.Http;

/// <summary>Mints whatever a service gives that has one endpoint for JSON or forms: request and answer are described by the configuration alone.</summary>
public sealed class HttpProvider(OutboundHttp http, TimeProvider time) : IAccessProvider
{
    public string Type => "http";

    public BindKey Bind(ConfigSection provider)
    {
        var endpoint = EndpointSettings.Read(provider);
        var members = RequestMembers.Read(provider, endpoint);
        var answer = AnswerSettings.Read(provider);
        var call = new CloudCall(answer.Dialect, http.Trusting(provider.CertificateAuthorities("caFile")));
        return key => BindKey(key, call, endpoint, members, answer.Places);
    }

    private HttpCredential BindKey(ConfigSection key, CloudCall call, Endpoint endpoint, RequestMembers shared, AnswerPlaces places)
    {
        var own = RequestMembers.Read(key, endpoint);
        if (shared.Body is not null && own.Form is not null) key.Report(ConfigCodes.Conflict, "form", "the provider's requests have a 'body' already, and a request has one of the two");
        if (shared.Form is not null && own.Body is not null) key.Report(ConfigCodes.Conflict, "body", "the provider's requests have a 'form' already, and a request has one of the two");

        return new HttpCredential(call, new TemplatedRequest(EndpointSettings.At(key, endpoint), shared.With(own)), places, time);
    }
}
