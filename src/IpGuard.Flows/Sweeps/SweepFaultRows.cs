using IpGuard.Store;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Sweeps;

/// <summary>Keeps what a sweep could not read, by kind, with the reason.</summary>
static class SweepFaultRows
{
    /// <summary>Reasons kept in full for one sweep; beyond it they are only counted.</summary>
    public const int MostFaultsKept = 1_000;

    /// <summary>Adds what a page had, as far as there is room.</summary>
    public static async Task AddAsync(GuardDb db, SweepRow sweep, SeenPage page, CancellationToken stop)
    {
        var room = MostFaultsKept - await db.SweepFaults.CountAsync(f => f.SweepId == sweep.Id, stop);
        var listings = page.Broken.Select(b => ("record", b.ExternalId, Reason: string.Join("; ", b.Faults)));
        var pictures = page.Listings.SelectMany(l =>
            l.Pictures.Where(p => p.Fault is not null)
                .Select(p =>
                    (
                        p.Content is null ? "fetch" : "decode",
                        (string?)l.Listing.ExternalId,
                        Reason: $"picture {p.No} ({p.Address}): {p.Fault}"
                    )
                )
        );
        db.SweepFaults.AddRange(
            listings
                .Concat(pictures)
                .Take(Math.Max(0, room))
                .Select(f => new SweepFaultRow
                {
                    SweepId = sweep.Id,
                    Kind = f.Item1,
                    ExternalId = f.Item2,
                    Reason = f.Reason,
                })
        );
    }
}
