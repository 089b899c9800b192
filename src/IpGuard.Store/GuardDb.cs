using IpGuard.Core.Accounts;
using IpGuard.Core.Works;
using IpGuard.Store.Accounts;
using IpGuard.Store.Filings;
using IpGuard.Store.Holders;
using IpGuard.Store.Ledger;
using IpGuard.Store.Listings;
using IpGuard.Store.Matches;
using IpGuard.Store.Watches;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace IpGuard.Store;

/// <summary>What IpGuard remembers, as far as <see cref="Viewer"/> may see it: every owned row is filtered by who asks, and a row of
/// another owner cannot be written.</summary>
/// <remarks>Open it by <see cref="GuardStore.Open"/>; one made otherwise is nobody's and sees nothing that is owned.</remarks>
public sealed partial class GuardDb(DbContextOptions<GuardDb> options) : IdentityUserContext<Account, Guid>(options)
{
    /// <summary>Who asks. Set once, when the context is opened.</summary>
    public Viewer Viewer { get; init; } = Viewer.Nobody;

    public DbSet<FactRow> Facts => Set<FactRow>();

    public DbSet<OrganisationRow> Organisations => Set<OrganisationRow>();

    public DbSet<FilingRow> Filings => Set<FilingRow>();

    public DbSet<FiledPictureRow> FiledPictures => Set<FiledPictureRow>();

    public DbSet<LeafRow> Leaves => Set<LeafRow>();

    public DbSet<CheckpointRow> Checkpoints => Set<CheckpointRow>();

    public DbSet<TimestampRow> Timestamps => Set<TimestampRow>();

    public DbSet<AuthorityRootRow> AuthorityRoots => Set<AuthorityRootRow>();

    public DbSet<AuthorityRow> Authorities => Set<AuthorityRow>();

    public DbSet<WitnessRow> Witnesses => Set<WitnessRow>();

    public DbSet<CosignatureRow> Cosignatures => Set<CosignatureRow>();

    public DbSet<EvidenceRow> Evidence => Set<EvidenceRow>();

    public DbSet<AuditSegmentRow> AuditSegments => Set<AuditSegmentRow>();

    public DbSet<FsckRow> Fscks => Set<FsckRow>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    public DbSet<MatchRow> Matches => Set<MatchRow>();

    public DbSet<NameMatchRow> NameMatches => Set<NameMatchRow>();

    public DbSet<AlertRow> Alerts => Set<AlertRow>();

    public DbSet<BankRow> Bank => Set<BankRow>();

    public DbSet<DeepTaskRow> DeepTasks => Set<DeepTaskRow>();

    public DbSet<DecisionRow> Decisions => Set<DecisionRow>();

    /// <summary>Models of verdicts that people switched to; the newest is in use. Of the house.</summary>
    public DbSet<VerdictModelRow> VerdictModels => Set<VerdictModelRow>();

    public DbSet<PriorDesignRow> PriorDesigns => Set<PriorDesignRow>();

    public DbSet<NameRow> Names => Set<NameRow>();

    public DbSet<AllowedSellerRow> AllowedSellers => Set<AllowedSellerRow>();

    public DbSet<PriceRow> Prices => Set<PriceRow>();

    // Query filters read these, so that one compiled model serves every viewer.
    Guid Own => Viewer.OrganisationId;

    bool IsHouse => Viewer.IsHouse;

    bool IsRegulator => Viewer.IsRegulator;

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RefuseForeignRows();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc/>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RefuseForeignRows();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite neither orders nor compares DateTimeOffset text; UTC ticks do both, on every provider.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        configurationBuilder.Properties<TimeSpan>().HaveConversion<TimeSpanToTicksConverter>();
        configurationBuilder.Properties<Sha256Hash>().HaveConversion<HashBytes>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<FactRow>().HasKey(f => f.Key);
        builder.Entity<OrganisationRow>().HasIndex(o => o.Name).IsUnique();
        builder
            .Entity<Account>()
            .HasOne<OrganisationRow>()
            .WithMany()
            .HasForeignKey(a => a.OrganisationId)
            .OnDelete(DeleteBehavior.Restrict);
        ShapeFilings(builder);
        ShapeLedger(builder);
        ShapeMarket(builder);
        ShapeMatches(builder);
        ShapeHolders(builder);
        ShapeCases(builder);
        ShapePushes(builder);
    }

    void ShapeFilings(ModelBuilder builder)
    {
        builder.Entity<FilingRow>(filing =>
        {
            filing.HasKey(f => f.Number);
            filing.HasIndex(f => new { f.OrganisationId, f.WorkHash }).IsUnique();
            filing.HasIndex(f => new { f.OrganisationId, f.FiledAt });
            filing.HasIndex(f => f.Previous);
            filing.HasMany(f => f.Pictures).WithOne().HasForeignKey(p => p.FilingNumber).OnDelete(DeleteBehavior.Restrict);
            // A regulator sees the filing behind a match, and no other.
            filing.HasQueryFilter(f =>
                IsHouse
                || f.OrganisationId == Own
                || (IsRegulator && (Matches.Any(m => m.FilingNumber == f.Number) || PriorDesigns.Any(p => p.FilingNumber == f.Number)))
            );
        });
        builder.Entity<FiledPictureRow>(picture =>
        {
            picture.HasKey(p => new { p.FilingNumber, p.No });
            picture.HasIndex(p => p.Content);
            picture.HasQueryFilter(p =>
                IsHouse
                || p.OrganisationId == Own
                || (
                    IsRegulator
                    && (Matches.Any(m => m.FilingNumber == p.FilingNumber) || PriorDesigns.Any(d => d.FilingNumber == p.FilingNumber))
                )
            );
        });
    }

    void ShapeMatches(ModelBuilder builder)
    {
        builder.Entity<BankRow>().HasIndex(b => b.Content).IsUnique();
        builder.Entity<DeepTaskRow>().HasIndex(t => new { t.ListingId, t.WatchId }).IsUnique();
        builder.Entity<MatchRow>(match =>
        {
            match.HasKey(m => m.Number);
            match.HasIndex(m => new { m.FilingNumber, m.ListingId }).IsUnique();
            match.HasIndex(m => new { m.OrganisationId, m.Score });
            match.HasIndex(m => new { m.SweepId, m.AlertId });
            match.HasIndex(m => new { m.EvidenceNumber, m.Number });
            match.HasQueryFilter(m => IsHouse || IsRegulator || m.OrganisationId == Own);
        });
        builder.Entity<NameMatchRow>(match =>
        {
            match.HasKey(m => m.Number);
            match
                .HasIndex(m => new
                {
                    m.OrganisationId,
                    m.Name,
                    m.ListingId,
                })
                .IsUnique();
            match.HasIndex(m => new { m.SweepId, m.AlertId });
            match.HasIndex(m => new { m.EvidenceNumber, m.Number });
            match.HasQueryFilter(m => IsHouse || IsRegulator || m.OrganisationId == Own);
        });
        builder.Entity<DecisionRow>(decision =>
        {
            decision.HasIndex(d => new { d.MatchNumber, d.IsStanding });
            decision.HasIndex(d => new { d.FilingNumber, d.IsStanding });
            decision.HasQueryFilter(d => IsHouse || IsRegulator || d.OrganisationId == Own);
        });
        builder.Entity<PriorDesignRow>(prior =>
        {
            prior.HasIndex(p => new { p.FilingNumber, p.ListingId }).IsUnique();
            prior.HasIndex(p => new { p.OrganisationId, p.Id });
            prior.HasQueryFilter(p => IsHouse || IsRegulator || p.OrganisationId == Own);
        });
        builder.Entity<AlertRow>(alert =>
        {
            alert.HasIndex(a => new { a.OrganisationId, a.RaisedAt });
            alert.HasIndex(a => new { a.OrganisationId, a.SweepId }).IsUnique();
            alert.HasQueryFilter(a => IsHouse || a.OrganisationId == Own);
        });
    }

    void ShapeHolders(ModelBuilder builder)
    {
        builder.Entity<NameRow>(name =>
        {
            name.HasIndex(n => new { n.OrganisationId, n.Name }).IsUnique();
            name.HasQueryFilter(n => IsHouse || n.OrganisationId == Own);
        });
        builder.Entity<AllowedSellerRow>(seller =>
        {
            seller.HasIndex(s => new { s.OrganisationId, s.Seller }).IsUnique();
            seller.HasQueryFilter(s => IsHouse || s.OrganisationId == Own);
        });
        builder.Entity<PriceRow>(price =>
        {
            price
                .HasIndex(p => new
                {
                    p.OrganisationId,
                    p.Category,
                    p.Currency,
                })
                .IsUnique();
            price.HasQueryFilter(p => IsHouse || p.OrganisationId == Own);
        });
    }

    void RefuseForeignRows()
    {
        if (IsHouse)
            return;
        foreach (var entry in ChangeTracker.Entries<IOwned>())
        {
            var isWritten = entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted;
            if (isWritten && entry.Entity.OrganisationId != Own)
                throw new InvalidOperationException(
                    $"expected a row of organisation {Own}, got one of {entry.Entity.OrganisationId}: {entry.Metadata.ClrType.Name}"
                );
        }
    }

    sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(at => at.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

    sealed class HashBytes() : ValueConverter<Sha256Hash, byte[]>(hash => hash.ToBytes(), bytes => new Sha256Hash(bytes));
}
