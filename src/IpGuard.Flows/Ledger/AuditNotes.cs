using IpGuard.Store;

namespace IpGuard.Flows.Ledger;

/// <summary>Who did what, as one line of the audit, kept with what was done.</summary>
static class AuditNotes
{
    /// <param name="organisationId">Whose people may read it.</param>
    /// <param name="action">Token of what was done, as in “match.confirmed”.</param>
    /// <param name="subject">What it was done to.</param>
    public static void Note(this GuardDb db, DateTimeOffset at, Guid organisationId, string actor, string action, string subject) =>
        db.Audit.Add(
            new()
            {
                At = at,
                OrganisationId = organisationId,
                Actor = actor,
                Action = action,
                Subject = subject,
            }
        );
}
