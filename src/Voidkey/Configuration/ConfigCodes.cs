namespace Voidkey.Configuration;

/// <summary>The kinds of configuration problems. docs/configuration.md explains each.</summary>
public static class ConfigCodes
{
    /// <summary>A member that nobody reads: a typing error, or a feature that does not exist.</summary>
    public const string UnknownMember = "VK1001";

    /// <summary>A value of the wrong type or form.</summary>
    public const string InvalidValue = "VK1002";

    /// <summary>A name that refers to nothing.</summary>
    public const string UnknownName = "VK1003";

    /// <summary>Something that may stand only once stands twice.</summary>
    public const string Duplicate = "VK1004";

    /// <summary>A member that must be there is not.</summary>
    public const string Missing = "VK1005";

    /// <summary>A setting that would make the broker unsafe.</summary>
    public const string Unsafe = "VK1006";

    /// <summary>A <c>${…}</c> that cannot be resolved.</summary>
    public const string Substitution = "VK1007";

    /// <summary>Not YAML, or YAML beyond what is read: tags, depth, too many aliases.</summary>
    public const string Yaml = "VK1008";

    /// <summary>A lifetime or number outside what is possible.</summary>
    public const string OutOfRange = "VK1009";

    /// <summary>Two settings that contradict each other.</summary>
    public const string Conflict = "VK1010";

    /// <summary>A <c>VOIDKEY_…__…</c> environment variable that sets nothing.</summary>
    public const string UnknownEnvironment = "VK1011";

    /// <summary>A file or folder that cannot be read.</summary>
    public const string Unreadable = "VK1012";

    /// <summary>Keys or certificates of which none can be used.</summary>
    public const string Unusable = "VK1013";

    /// <summary>A <c>${claim:…}</c> that is malformed, or stands where no claim may.</summary>
    public const string Claim = "VK1020";

    /// <summary>A test that expects nothing of any key.</summary>
    public const string EmptyTest = "VK1030";

    /// <summary>Warning: a test denies a key that nobody has, and passes for nothing.</summary>
    public const string DeniedNowhere = "VK1031";

    /// <summary>Warning: a test's outcome depends on when it runs.</summary>
    public const string TestOfToday = "VK1032";

    /// <summary>Warning: a member that is read by nobody, and never was.</summary>
    public const string Ignored = "VK2001";

    /// <summary>Warning: a check that was waived.</summary>
    public const string Waived = "VK2002";

    /// <summary>Warning: two providers on different hosts are shown the same token.</summary>
    public const string SharedAudience = "VK2003";

    /// <summary>Warning: a variable that changes how programs run, set from a credential.</summary>
    public const string RiskyVariable = "VK2004";

    /// <summary>Warning: two identities for the same callers define one key differently.</summary>
    public const string AmbiguousKey = "VK2005";

    /// <summary>Warning: a key of a key set that is never used.</summary>
    public const string UnfitKey = "VK2006";

    /// <summary>Warning: a private key that every user of the machine may read.</summary>
    public const string ExposedKey = "VK2007";

    /// <summary>Warning: uses of tokens are counted for one instance only.</summary>
    public const string OneInstance = "VK2040";
}
