using IpGuard.Store.Cases;
using IpGuard.Store.Listings;
using IpGuard.Store.Pushes;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Store;

public sealed partial class GuardDb
{
    public DbSet<CaseRow> Cases => Set<CaseRow>();

    public DbSet<CaseListingRow> CaseListings => Set<CaseListingRow>();

    public DbSet<CaseEventRow> CaseEvents => Set<CaseEventRow>();

    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    public DbSet<PushedBatchRow> PushedBatches => Set<PushedBatchRow>();

    void ShapeCases(ModelBuilder builder)
    {
        builder.Entity<CaseRow>(@case =>
        {
            @case.HasKey(c => c.Number);
            @case.HasIndex(c => new { c.OrganisationId, c.ChangedAt });
            @case.HasIndex(c => c.FilingNumber);
            @case.HasQueryFilter(c => IsHouse || IsRegulator || c.OrganisationId == Own);
        });
        builder.Entity<CaseListingRow>(listing =>
        {
            listing.HasKey(l => new { l.CaseNumber, l.ListingId });
            listing.HasIndex(l => l.ListingId);
            listing.HasIndex(l => l.NextCheckAt);
            listing.HasQueryFilter(l => IsHouse || IsRegulator || l.OrganisationId == Own);
        });
        builder.Entity<CaseEventRow>(happened =>
        {
            happened.HasIndex(e => new { e.CaseNumber, e.Id });
            happened.HasQueryFilter(e => IsHouse || IsRegulator || e.OrganisationId == Own);
        });
    }

    void ShapePushes(ModelBuilder builder)
    {
        builder.Entity<ApiKeyRow>(key =>
        {
            key.HasOne<MarketplaceRow>().WithMany().HasForeignKey(k => k.MarketplaceId).OnDelete(DeleteBehavior.Restrict);
            key.HasQueryFilter(k => IsHouse || k.OrganisationId == Own);
        });
        builder.Entity<PushedBatchRow>().HasIndex(b => new { b.MarketplaceId, b.IdempotencyKey }).IsUnique();
    }
}
