namespace Voidkey.Access;

/// <summary>Where a text of a request to a cloud stands, which decides how what is put into it is encoded.</summary>
public enum RequestPart
{
    /// <summary>In a JSON body: within the quotes of a text, escaped (RFC 8259 §7).</summary>
    Json = 0,

    /// <summary>In a form: percent-encoded, a blank as <c>%20</c>.</summary>
    Form,

    /// <summary>In a header's value: printable ASCII and blanks as they are. Nothing else can be said there (RFC 9110 §5.5).</summary>
    Header,
}
