using System.Security.Cryptography;
using System.Text;
using IpGuard.Core.Accounts;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Proof.Ledger;
using IpGuard.Proof.Timestamps;
using IpGuard.Store;
using IpGuard.Store.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows.Ledger;

/// <summary>Has the time of checkpoints signed, by every authority there is, and renews tokens before their signer's certificate
/// ends.</summary>
/// <remarks>The newest checkpoint covers all before it, so only it is asked about. An authority that fails is asked again after growing
/// intervals; what was filed stands meanwhile, and its state says how far it has come.</remarks>
public sealed class TimestampFlow(
    GuardStore store,
    LedgerFolder ledger,
    Authorities authorities,
    HouseSettings settings,
    TimeProvider clock,
    ILogger<TimestampFlow> log
) : IDisposable
{
    // Renewed at a time; the rest at the next tick.
    const int RenewedAtOnce = 20;

    readonly SemaphoreSlim _asking = new(1, 1);

    /// <summary>Asks every authority that is due. What failed is in its row, and is not thrown.</summary>
    public async Task StampAsync(CancellationToken stop)
    {
        await _asking.WaitAsync(stop);
        try
        {
            await using var db = store.Open(Viewer.House);
            if (await db.Checkpoints.AsNoTracking().OrderByDescending(c => c.Size).FirstOrDefaultAsync(stop) is not { } newest)
                return;
            var due = new List<(ITimestampAuthority Authority, AuthorityRow Row)>();
            foreach (var authority in authorities.Asked)
            {
                var row = await RowOfAsync(db, authority, stop);
                if (row.NextAttemptAt <= clock.GetUtcNow() || row.NextAttemptAt is null)
                    due.Add((authority, row));
            }

            var missing = new List<(ITimestampAuthority Authority, AuthorityRow Row)>();
            foreach (var one in due)
            {
                var name = one.Authority.Name;
                if (!await db.Timestamps.AnyAsync(t => t.CheckpointSize == newest.Size && t.Source == name && t.RenewsId == null, stop))
                    missing.Add(one);
            }

            var body = BodyOf(newest);
            var answers = await Task.WhenAll(missing.Select(m => AskAsync(m.Authority, body, stop)));
            for (var i = 0; i < missing.Count; i++)
                await KeepAsync(db, missing[i].Row, newest.Size, answers[i], renewed: null, stop);
            foreach (var (authority, row) in due.Where(d => d.Row.Failures == 0))
                await RenewAsync(db, authority, row, stop);
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    /// <summary>Gives the operator's root to tokens of the time before roots were kept beside them.</summary>
    internal static async Task AdoptAsync(GuardStore store, LocalTimestamper own, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        await db.AuthorityRoots.Where(r => r.RootPem == "").ExecuteUpdateAsync(r => r.SetProperty(a => a.RootPem, own.AuthorityPem), stop);
    }

    static async Task<AuthorityRow> RowOfAsync(GuardDb db, ITimestampAuthority authority, CancellationToken stop)
    {
        var row = await db.Authorities.FindAsync([authority.Name], stop);
        if (row is null)
            db.Authorities.Add(row = new() { Name = authority.Name });
        return row;
    }

    async Task<(GrantedTimestamp? Granted, string? Fault)> AskAsync(ITimestampAuthority authority, byte[] data, CancellationToken stop)
    {
        try
        {
            return (await authority.StampAsync(data, clock.GetUtcNow(), stop), null);
        }
        catch (TimestampException e)
        {
            return (null, e.Message);
        }
    }

    async Task KeepAsync(
        GuardDb db,
        AuthorityRow row,
        long size,
        (GrantedTimestamp? Granted, string? Fault) answer,
        long? renewed,
        CancellationToken stop
    )
    {
        var now = clock.GetUtcNow();
        if (answer.Granted is { } granted)
        {
            (row.Failures, row.Fault, row.AnsweredAt) = (0, null, now);
            row.NextAttemptAt = row.Name == ITimestampAuthority.OwnName ? null : now.AddSeconds(settings.TimestampSeconds);
            db.Timestamps.Add(
                new()
                {
                    CheckpointSize = size,
                    Source = row.Name,
                    Signer = granted.Time.Authority,
                    Token = granted.Token,
                    Request = granted.Request,
                    StampedAt = granted.Time.At,
                    SignerEndsAt = granted.Time.SignerEndsAt,
                    RootId = await RootIdAsync(db, granted, stop),
                    RenewsId = renewed,
                }
            );
        }
        else
        {
            row.Failures++;
            row.Fault = answer.Fault;
            row.NextAttemptAt = now + AuthorityRules.PauseAfter(row.Failures);
            log.LogWarning(
                "timestamp authority {Authority} gave no token ({Failures} in turn): {Fault}",
                row.Name,
                row.Failures,
                row.Fault
            );
        }

        await db.SaveChangesAsync(stop);
    }

    static async Task<Sha256Hash> RootIdAsync(GuardDb db, GrantedTimestamp granted, CancellationToken stop)
    {
        var id = new Sha256Hash(SHA256.HashData(Encoding.UTF8.GetBytes(granted.RootPem + "\n" + granted.ChainPem)));
        if (await db.AuthorityRoots.FindAsync([id], stop) is null)
        {
            db.AuthorityRoots.Add(
                new()
                {
                    Id = id,
                    RootPem = granted.RootPem,
                    ChainPem = granted.ChainPem,
                }
            );
        }

        return id;
    }

    // A renewal is of use only where its own signer lasts longer.
    async Task RenewAsync(GuardDb db, ITimestampAuthority authority, AuthorityRow row, CancellationToken stop)
    {
        var soon = clock.GetUtcNow() + AuthorityRules.RenewBefore;
        var lasts = await db.Timestamps.Where(t => t.Source == authority.Name).MaxAsync(t => (DateTimeOffset?)t.SignerEndsAt, stop);
        if (lasts is null || lasts <= soon)
            return;
        var ageing = await db
            .Timestamps.AsNoTracking()
            .Where(t => t.SignerEndsAt <= soon && !db.Timestamps.Any(r => r.RenewsId == t.Id && r.SignerEndsAt > t.SignerEndsAt))
            .OrderBy(t => t.SignerEndsAt)
            .ThenBy(t => t.Id)
            .Take(RenewedAtOnce)
            .ToListAsync(stop);
        foreach (var old in ageing)
        {
            var checkpoint = await db.Checkpoints.AsNoTracking().SingleAsync(c => c.Size == old.CheckpointSize, stop);
            var answer = await AskAsync(authority, [.. old.Token, .. BodyOf(checkpoint)], stop);
            if (answer.Granted?.Time.SignerEndsAt <= old.SignerEndsAt)
                return;
            await KeepAsync(db, row, old.CheckpointSize, answer, old.Id, stop);
            if (answer.Granted is null)
                return;
        }
    }

    byte[] BodyOf(CheckpointRow row) => new Checkpoint(ledger.Origin, row.Size, row.Root).ToBody();
}
