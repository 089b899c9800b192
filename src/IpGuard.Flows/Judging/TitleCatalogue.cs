using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Flows.Filings;
using IpGuard.Index.Embedded;
using IpGuard.Judging.Titles;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Judging;

/// <summary>Keeps the index of titles as Store says it is. Held in memory and made when it is first needed: some 500 titles a second and
/// core.</summary>
public sealed class TitleCatalogue(GuardStore store, TitleIndex index, TitleComparer titles) : IDisposable
{
    /// <summary>From here on two titles may be of one thing: halfway between the .72 and more of titles of the same thing and the less than
    /// .40 of others (models/text/MODEL.md), nearer to the former, since fashion titles share many words.</summary>
    public const float LeastCosine = 0.6f;

    // As many as a page of matches shows; more titles than these that mean the same say little.
    const int Most = 5;

    const int BatchFilings = 500;

    readonly SemaphoreSlim _one = new(1, 1);
    long _position;

    /// <summary>Filings whose title means much the same as a listing's, nearest first; none where the encoder is missing.</summary>
    public IReadOnlyList<string> Nearest(TitleVector listed) =>
        listed.Meaning is { } meaning && Embedding.Of(meaning) is { } asked
            ? [.. index.Nearest(asked, LeastCosine, Most).Select(n => n.FilingNumber)]
            : [];

    /// <summary>Adds the titles of what was filed since.</summary>
    public async Task CatchUpAsync(CancellationToken stop)
    {
        await _one.WaitAsync(stop);
        try
        {
            while (await AddAsync(stop)) { }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    async Task<bool> AddAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var due = await (
            from row in db.Outbox.AsNoTracking()
            where row.Kind == IndexFlow.IndexFiling && row.Id > _position
            join filing in db.Filings on row.Subject equals filing.Number
            orderby row.Id
            select new
            {
                row.Id,
                filing.Number,
                filing.Title,
            }
        )
            .Take(BatchFilings)
            .ToListAsync(stop);
        if (due.Count == 0)
            return false;
        var vectors = await Task.Run(() => titles.Vectorise([.. due.Select(d => (string?)d.Title)]), stop);
        foreach (var (filing, vector) in due.Zip(vectors))
        {
            if (vector.Meaning is { } meaning && Embedding.Of(meaning) is { } embedding)
                index.Add(filing.Number, embedding);
        }

        _position = due[^1].Id;
        return true;
    }
}
