using IpGuard.Core.Watches;
using IpGuard.Market;

namespace IpGuard.Rooms.Tests.Market;

static class Pages
{
    /// <summary>The page at the cursor, in any case.</summary>
    public static async Task<ListingPage> PageAsync(this IMarketplace marketplace, SweepCursor cursor) =>
        Assert.IsType<PageReading.Read>(await marketplace.ReadAsync(cursor, since: null, TestContext.Current.CancellationToken)).Page;
}
