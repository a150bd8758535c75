using System.Text;
using System.Xml;
using CsCheck;
using Voidkey.Providers.Sts;
using Voidkey.Tests.Support;
using Xunit;

namespace Voidkey.Tests.Providers;

/// <summary>What the quick way through STS's answers accepts, the XML reader reads alike; the rest is left to the reader.</summary>
public sealed class PlainXmlTests
{
    private static readonly string[] Path = ["AssumeRoleWithWebIdentityResponse", "AssumeRoleWithWebIdentityResult", "Credentials"];
    private static readonly string[] ErrorPath = ["ErrorResponse", "Error"];

    // As AWS, MinIO and Ceph lay them out.
    private static readonly string[] Good =
    [
        StsWorld.Answer(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + StsWorld.Answer().Replace("<Credentials>", "<AssumedRoleUser><Arn>arn:aws:sts::1:x/y</Arn><AssumeRoleId></AssumeRoleId></AssumedRoleUser><Credentials>", StringComparison.Ordinal),
        $"<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>{StsWorld.Fields()}</Credentials><Audience>x</Audience></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>",
    ];

    private static readonly string[] Pieces =
    [
        "<Credentials>", "</Credentials>", "<Credentials/>", "<AccessKeyId>", "</AccessKeyId>", "<AccessKeyId></AccessKeyId>", "<AccessKeyId>EVIL</AccessKeyId>", "<x>", "</x>", "<x/>", "<x>y</x>", " ", "\n", "\r\n", "\t", "]]>",
        "<!-- x -->", "<![CDATA[x]]>", "<?x y?>", "&amp;", "&lt;", "&#65;", "&y;", "<", ">", "&", "]", "\"", "'", "é", "\u202e", "\0", "<x a=\"b\">", " a=\"b\"", " xmlns=\"\"", " xmlns=\"https://example.test/\"", "<a:x>", "<?xml version=\"1.0\"?>",
        "AccessKeyId", "AssumeRoleWithWebIdentityResult", "<AssumeRoleWithWebIdentityResult>", "</AssumeRoleWithWebIdentityResult>", "text",
    ];

    [Fact]
    public void The_answers_of_every_good_day_are_read_the_quick_way() =>
        Assert.All(Good, document => Assert.Equal(4, Quick(document, Path)?.Count));

    [Fact]
    public void An_error_is_too()
    {
        const string Error = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>AccessDenied</Code></Error></ErrorResponse>";
        Assert.Equal([("Type", "Sender"), ("Code", "AccessDenied")], Quick(Error, ErrorPath));
    }

    [Fact]
    public void What_is_read_the_quick_way_the_reader_reads_alike()
    {
        var accepted = 0;
        Gen.Select(Gen.Int[0, Good.Length - 1].Select(static i => Good[i]), Gen.Select(Gen.Double[0, 1], Gen.Int[0, 60], Gen.Int[0, Pieces.Length - 1].Select(static i => Pieces[i])).Array[1, 4]).Sample(
            (good, edits) =>
            {
                var document = edits.Aggregate(good, (text, edit) => Edited(text, edit.Item1, edit.Item2, edit.Item3));
                if (Quick(document, Path) is not { } quick) return;
                Assert.Equal(Slow(document), quick);
                Interlocked.Increment(ref accepted);
            },
            iter: 200_000);
        Assert.True(accepted > 1_000, $"only {accepted} were read the quick way");
    }

    // Replaces, inserts or removes at a place of the document, most often beside a tag.
    private static string Edited(string text, double place, int kind, string piece)
    {
        var at = (int)(place * (text.Length - 1));
        if (kind > 20) at = Math.Max(0, text.IndexOf(kind % 2 == 0 ? '<' : '>', at)) + (kind % 2);
        var removed = kind % 3 == 0 ? Math.Min(kind / 3, text.Length - at) : 0;
        return text.Remove(at, removed).Insert(at, piece);
    }

    private static List<(string Name, string Value)>? Quick(string document, string[] path) =>
        PlainXml.TryReadLeaves(Encoding.UTF8.GetBytes(document), path, out var leaves) ? leaves : null;

    private static List<(string Name, string Value)>? Slow(string document)
    {
        try
        {
            return StsAnswer.ReadAnyLeaves(Encoding.UTF8.GetBytes(document), Path);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
