using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Index.Embedded;
using IpGuard.Store;
using IpGuard.Store.Matches;
using IpGuard.Vision.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IpGuard.Flows.Matching;

/// <summary>Keeps the index of features as Store says it is: every filed picture, and every active picture of the negative bank.</summary>
/// <remarks>The index is held in memory and made from the features that Store keeps, so it is filled when it is first needed.</remarks>
public sealed class FeatureCatalogue(GuardStore store, FeatureIndex index, FeatureShelf shelf, ILogger<FeatureCatalogue> log) : IDisposable
{
    const int BatchFilings = 200;

    readonly SemaphoreSlim _one = new(1, 1);
    long _position;
    bool _hasBank;

    /// <summary>Pictures that can be found.</summary>
    public int Count => index.Count;

    /// <summary>The nearest filed pictures by each kind of evidence, and those of the filings that something else speaks for.</summary>
    public IReadOnlyList<NearPicture> Nearest(PreparedPicture listed, int perEvidence, IReadOnlyCollection<string> also) =>
        index.Nearest(listed, perEvidence, also);

    /// <summary>Adds what was filed since. Pictures that can no longer be read are left out and logged.</summary>
    public async Task CatchUpAsync(CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            while (await AddFilingsAsync(stop)) { }
            if (!_hasBank)
                await AddBankAsync(stop);
            _hasBank = true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Lets a picture of the negative bank be found.</summary>
    public async Task AddBankPictureAsync(long id, Sha256Hash content, CancellationToken stop) =>
        await AddAsync(BankKeys.Of(id), content, stop);

    /// <summary>Answers no longer with a picture of the negative bank.</summary>
    public void RemoveBankPicture(long id) => index.Remove(BankKeys.Of(id).FilingNumber);

    public void Dispose() => _one.Dispose();

    async Task<bool> AddFilingsAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var due = await db
            .Outbox.AsNoTracking()
            .Where(o => o.Kind == IndexFlow.IndexFiling && o.Id > _position)
            .OrderBy(o => o.Id)
            .Take(BatchFilings)
            .Select(o => new { o.Id, o.Subject })
            .ToListAsync(stop);
        if (due.Count == 0)
            return false;
        var numbers = due.Select(o => o.Subject).ToList();
        var pictures = await db
            .FiledPictures.AsNoTracking()
            .Where(p => numbers.Contains(p.FilingNumber))
            .Select(p => new
            {
                p.FilingNumber,
                p.No,
                p.Content,
            })
            .ToListAsync(stop);
        await AddAllAsync([.. pictures.Select(p => (new PictureKey(p.FilingNumber, p.No), p.Content))], stop);
        _position = due[^1].Id;
        return true;
    }

    async Task AddBankAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var active = await db.Bank.AsNoTracking().Where(b => b.State == BankState.Active).ToListAsync(stop);
        await AddAllAsync([.. active.Select(b => (BankKeys.Of(b.Id), b.Content))], stop);
    }

    // Read side by side, added in order: equals are told apart by which was filed first.
    async Task AddAllAsync(IReadOnlyList<(PictureKey Key, Sha256Hash Content)> pictures, CancellationToken stop)
    {
        var read = new PreparedPicture?[pictures.Count];
        var lanes = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop };
        await Parallel.ForAsync(0, read.Length, lanes, async (i, token) => read[i] = await FindAsync(pictures[i].Content, token));
        for (var i = 0; i < read.Length; i++)
        {
            if (read[i] is { } picture)
                index.Add(pictures[i].Key, picture.Features);
        }
    }

    async Task AddAsync(PictureKey key, Sha256Hash content, CancellationToken stop)
    {
        if (await FindAsync(content, stop) is { } picture)
            index.Add(key, picture.Features);
    }

    async Task<PreparedPicture?> FindAsync(Sha256Hash content, CancellationToken stop)
    {
        var found = await shelf.FindAsync(content, Side.Filed, stop);
        if (found is null)
            log.LogError("picture {Content} can no longer be read and is not compared with listings", content);
        return found;
    }
}
