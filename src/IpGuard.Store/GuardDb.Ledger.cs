using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Store;

/// <content>The ledger's tables, and what is appended beside them.</content>
public sealed partial class GuardDb
{
    void ShapeLedger(ModelBuilder builder)
    {
        builder.Entity<LeafRow>(leaf =>
        {
            leaf.HasKey(l => l.LeafIndex);
            leaf.Property(l => l.LeafIndex).ValueGeneratedNever();
            leaf.HasIndex(l => new { l.Kind, l.Subject }).IsUnique();
            leaf.HasIndex(l => new { l.OrganisationId, l.LeafIndex });
            leaf.HasQueryFilter(l => IsHouse || l.OrganisationId == Own);
        });
        builder.Entity<CheckpointRow>(checkpoint =>
        {
            checkpoint.HasKey(c => c.Size);
            checkpoint.Property(c => c.Size).ValueGeneratedNever();
        });
        builder.Entity<TimestampRow>(stamp =>
        {
            stamp.HasIndex(t => new { t.CheckpointSize, t.Source });
            stamp.HasIndex(t => t.RenewsId);
            stamp.HasOne<CheckpointRow>().WithMany().HasForeignKey(t => t.CheckpointSize).OnDelete(DeleteBehavior.Restrict);
            stamp.HasOne<AuthorityRootRow>().WithMany().HasForeignKey(t => t.RootId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<AuthorityRootRow>().HasKey(r => r.Id);
        builder.Entity<AuthorityRow>().HasKey(a => a.Name);
        builder.Entity<WitnessRow>().HasKey(w => w.Name);
        builder.Entity<CosignatureRow>(line =>
        {
            line.HasKey(c => new { c.CheckpointSize, c.Witness });
            line.HasOne<CheckpointRow>().WithMany().HasForeignKey(c => c.CheckpointSize).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<EvidenceRow>(evidence =>
        {
            evidence.HasKey(e => e.Number);
            evidence
                .HasIndex(e => new
                {
                    e.OrganisationId,
                    e.ListingId,
                    e.Content,
                })
                .IsUnique();
            evidence.HasQueryFilter(e => IsHouse || e.OrganisationId == Own);
        });
        builder.Entity<AuditSegmentRow>(segment =>
        {
            segment.HasKey(s => s.No);
            segment.Property(s => s.No).ValueGeneratedNever();
        });
        builder.Entity<OutboxRow>(outbox =>
        {
            outbox.HasIndex(o => new { o.DoneAt, o.Id });
            outbox.HasIndex(o => new { o.Kind, o.Subject }).IsUnique();
        });
        builder.Entity<AuditRow>(audit =>
        {
            audit.HasIndex(a => a.Subject);
            audit.HasQueryFilter(a => IsHouse || a.OrganisationId == Own);
        });
    }
}
