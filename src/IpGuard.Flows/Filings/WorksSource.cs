using System.Globalization;
using System.Runtime.CompilerServices;
using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Matching;
using IpGuard.Index;
using IpGuard.Judging.Titles;
using IpGuard.Store;
using IpGuard.Store.Filings;
using IpGuard.Store.Ledger;
using IpGuard.Store.Matches;
using IpGuard.Vision.Features;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Filings;

/// <summary>What Store has to be indexed: filed pictures with the titles of their filings, and active pictures of the negative
/// bank.</summary>
/// <param name="tell">Told, in a sentence, of a picture that can no longer be read: it is found by its hash alone.</param>
public sealed class WorksSource(GuardStore store, FeatureShelf shelf, TitleComparer titles, Vocabulary? vocabulary, Action<string>? tell)
    : IIndexSource
{
    /// <summary>Outbox kind of a filing that is still to be indexed.</summary>
    public const string IndexFiling = "index-filing";

    /// <summary>Outbox kind of a picture of the negative bank that was added, or is no longer to be found.</summary>
    public const string IndexBank = "index-bank";

    const int BatchPictures = 200;

    /// <inheritdoc/>
    public IReadOnlyList<string> Kinds { get; } = [IndexFiling, IndexBank];

    /// <inheritdoc/>
    public async Task<bool> AnyAsync(CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        return await db.FiledPictures.AnyAsync(stop) || await db.Bank.AnyAsync(b => b.State == BankState.Active, stop);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<IndexedFeatures>> AllAsync(
        bool isWithFeatures,
        IProgress<int>? progress,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        await using var db = store.Open(Viewer.House);
        var seen = 0;
        var filed = Filed(db).OrderBy(r => r.Picture.FilingNumber).ThenBy(r => r.Picture.No).AsAsyncEnumerable();
        await foreach (var some in filed.Chunk(BatchPictures).WithCancellation(stop))
        {
            progress?.Report(seen += some.Length);
            yield return await IndexedAsync(some, isWithFeatures, stop);
        }

        var bank = await db.Bank.AsNoTracking().Where(b => b.State == BankState.Active).OrderBy(b => b.Id).ToListAsync(stop);
        if (bank.Count > 0)
            yield return await BankedAsync(bank, stop);
    }

    /// <inheritdoc/>
    public async Task<(IReadOnlyList<IndexedFeatures> Added, IReadOnlyList<string> GoneOwners)> ReadAsync(
        IReadOnlyList<OutboxRow> due,
        bool isWithFeatures,
        CancellationToken stop
    )
    {
        var filingNumbers = due.Where(o => o.Kind == IndexFiling).Select(o => o.Subject).ToList();
        var bankIds = due.Where(o => o.Kind == IndexBank).Select(o => long.Parse(o.Subject, CultureInfo.InvariantCulture)).ToList();
        await using var db = store.Open(Viewer.House);
        var rows = await Filed(db)
            .Where(r => filingNumbers.Contains(r.Picture.FilingNumber))
            .OrderBy(r => r.Picture.FilingNumber)
            .ThenBy(r => r.Picture.No)
            .ToListAsync(stop);
        var bank = await db.Bank.AsNoTracking().Where(b => bankIds.Contains(b.Id)).ToListAsync(stop);
        var active = bank.Where(b => b.State == BankState.Active).ToList();
        var gone = bankIds.Except(active.Select(b => b.Id)).Select(id => BankKeys.Of(id).FilingNumber);
        return ([.. await IndexedAsync(rows, isWithFeatures, stop), .. await BankedAsync(active, stop)], [.. gone]);
    }

    static IQueryable<FiledRow> Filed(GuardDb db) =>
        from picture in db.FiledPictures.AsNoTracking()
        join filing in db.Filings on picture.FilingNumber equals filing.Number
        select new FiledRow { Picture = picture, Title = filing.Title };

    async Task<IReadOnlyList<IndexedFeatures>> IndexedAsync(IReadOnlyList<FiledRow> rows, bool isWithFeatures, CancellationToken stop)
    {
        var prints = rows.Select(r => r.Picture.ReadFingerprint()).ToList();
        var pictures = rows.Select((r, i) => new IndexedPicture(r.Picture.FilingNumber, r.Picture.No, prints[i].Hashes.Upright)).ToList();
        if (!isWithFeatures)
            return [.. pictures.Select((p, i) => IndexedFeatures.Of(p) with { IsFlat = prints[i].IsFlat })];
        var features = await FeaturesAsync([.. rows.Select(r => r.Picture.Content)], stop);
        var distinct = rows.Select(r => r.Title).Distinct(StringComparer.Ordinal).ToList();
        var vectors = await Task.Run(() => titles.Vectorise(distinct), stop);
        var meanings = distinct.Zip(vectors).ToDictionary(t => t.First, t => t.Second.Meaning, StringComparer.Ordinal);
        return
        [
            .. pictures.Select(
                (p, i) =>
                    new IndexedFeatures(p, features[i], WordsOf(features[i]), TitleComparer.Cut(rows[i].Title), meanings[rows[i].Title])
                    {
                        IsFlat = prints[i].IsFlat,
                    }
            ),
        ];
    }

    async Task<IReadOnlyList<IndexedFeatures>> BankedAsync(IReadOnlyList<BankRow> rows, CancellationToken stop)
    {
        var features = await FeaturesAsync([.. rows.Select(r => r.Content)], stop);
        return
        [
            .. rows.Zip(features)
                .Where(r => r.Second is not null)
                .Select(r => new IndexedFeatures(
                    new(BankKeys.Of(r.First.Id).FilingNumber, BankKeys.Of(r.First.Id).PictureNo, r.Second!.Whole.Hashes.Upright),
                    r.Second,
                    WordsOf(r.Second),
                    "",
                    null
                )
                {
                    IsFlat = r.Second.Whole.IsFlat,
                }),
        ];
    }

    async Task<IReadOnlyList<PictureFeatures?>> FeaturesAsync(IReadOnlyList<Sha256Hash> contents, CancellationToken stop)
    {
        var found = await shelf.FindManyAsync(contents, Side.Filed, stop);
        foreach (var lost in contents.Where((_, i) => found[i] is null))
            tell?.Invoke($"picture {lost} can no longer be read and is compared by its hash alone");
        return found;
    }

    ushort[] WordsOf(PictureFeatures? features) => features is null ? [] : vocabulary?.WordsOf(features.Keypoints.Descriptors) ?? [];

    sealed class FiledRow
    {
        public required FiledPictureRow Picture { get; init; }

        public required string Title { get; init; }
    }
}
