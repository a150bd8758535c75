using Voidkey.RealTests.Harness;

namespace Voidkey.RealTests.Servers;

/// <summary>What a denial of the object store looks like through the aws command line.</summary>
internal static class Denied
{
    // NoneType: aws 2.9 stumbles over the gateway's empty <Message/> while it reports an AccessDenied.
    private static readonly string[] Signs = ["403", "AccessDenied", "'NoneType' is not iterable"];

    public static void Assert(Finished aws)
    {
        Xunit.Assert.NotEqual(0, aws.ExitCode);
        Xunit.Assert.Contains(Signs, sign => aws.Errors.Contains(sign, StringComparison.Ordinal));
    }
}
