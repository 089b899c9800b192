using IpGuard.Core.Accounts;
using IpGuard.Market.Pushed;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Pushes;

/// <summary>The batches of one marketplace, as a sweep reads them.</summary>
static class KeptBatches
{
    public static PushedBatches Of(GuardStore store, string marketplaceId) =>
        new(
            async (after, stop) =>
            {
                await using var db = store.Open(Viewer.House);
                return await db
                    .PushedBatches.Where(b => b.MarketplaceId == marketplaceId && b.Id > after)
                    .OrderBy(b => b.Id)
                    .Select(b => (long?)b.Id)
                    .FirstOrDefaultAsync(stop);
            },
            async (id, stop) =>
            {
                await using var db = store.Open(Viewer.House);
                var batch = await db
                    .PushedBatches.AsNoTracking()
                    .FirstOrDefaultAsync(b => b.Id == id && b.MarketplaceId == marketplaceId, stop);
                if (batch is null)
                    return null;
                return await store.Blobs.ReadAsync(batch.Content, stop);
            }
        );
}
