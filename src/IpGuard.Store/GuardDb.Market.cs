using IpGuard.Store.Listings;
using IpGuard.Store.Watches;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Store;

public sealed partial class GuardDb
{
    public DbSet<MarketplaceRow> Marketplaces => Set<MarketplaceRow>();

    public DbSet<WatchRow> Watches => Set<WatchRow>();

    public DbSet<SweepRow> Sweeps => Set<SweepRow>();

    public DbSet<SweepFaultRow> SweepFaults => Set<SweepFaultRow>();

    public DbSet<PageVisitRow> PageVisits => Set<PageVisitRow>();

    public DbSet<WatchFilingRow> WatchFilings => Set<WatchFilingRow>();

    public DbSet<ScreenshotRow> Screenshots => Set<ScreenshotRow>();

    public DbSet<AnswerRow> Answers => Set<AnswerRow>();

    public DbSet<ListingRow> Listings => Set<ListingRow>();

    public DbSet<ListedPictureRow> ListedPictures => Set<ListedPictureRow>();

    public DbSet<SnapshotRow> Snapshots => Set<SnapshotRow>();

    void ShapeMarket(ModelBuilder builder)
    {
        builder.Entity<MarketplaceRow>().HasIndex(m => new { m.Kind, m.Address }).IsUnique();
        builder.Entity<WatchRow>(watch =>
        {
            watch.HasIndex(w => new { w.OrganisationId, w.MarketplaceId }).IsUnique();
            watch.HasOne<MarketplaceRow>().WithMany().HasForeignKey(w => w.MarketplaceId).OnDelete(DeleteBehavior.Restrict);
            watch.HasQueryFilter(w => IsHouse || w.OrganisationId == Own);
        });
        builder.Entity<SweepRow>(sweep =>
        {
            sweep.HasIndex(s => new { s.WatchId, s.Id });
            sweep.ComplexProperty(s => s.Counts);
            sweep.HasQueryFilter(s => IsHouse || s.OrganisationId == Own);
        });
        builder.Entity<SweepFaultRow>().HasIndex(f => f.SweepId);
        builder.Entity<PageVisitRow>().HasKey(p => new { p.WatchId, p.Cursor });
        builder.Entity<WatchFilingRow>().HasKey(f => new { f.WatchId, f.FilingNumber });
        builder.Entity<AnswerRow>().HasKey(a => new { a.ListingId, a.Content });
        builder.Entity<ScreenshotRow>().HasKey(s => new { s.ListingId, s.Content });
        builder.Entity<ListingRow>(listing =>
        {
            listing.HasIndex(l => new { l.MarketplaceId, l.ExternalId }).IsUnique();
            listing.HasMany(l => l.Pictures).WithOne().HasForeignKey(p => p.ListingId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<ListedPictureRow>().HasKey(p => new { p.ListingId, p.No });
        builder.Entity<SnapshotRow>().HasKey(s => new { s.ListingId, s.Content });
    }
}
