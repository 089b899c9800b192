namespace IpGuard.Testing;

/// <summary>The one place that knows where a real Elasticsearch for tests is. A test that needs it reports itself skipped, with the reason,
/// where there is none.</summary>
static class TestElasticsearch
{
    public const string Variable = "IPGUARD_TEST_ELASTICSEARCH";

    /// <summary>Its address; null where there is none.</summary>
    public static Uri? Address => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address ? new(address) : null;

    /// <summary>Its address, or the skipping of the running test. Indexes that begin with `ipguard-works-` and `ipguard-listings-` come and
    /// go on it.</summary>
    public static Uri AddressOrSkip()
    {
        Assert.SkipWhen(Address is null, $"needs Elasticsearch 8.19 at {Variable}=http://…, which is absent here");
        return Address!;
    }
}
