using IpGuard.Core.Accounts;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Matching;
using IpGuard.Flows.Accounts;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Sweeps;
using IpGuard.Flows.Watches;
using IpGuard.Store;
using IpGuard.Vision.Drawing;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Demo;

/// <summary>What the demonstration found, beside what is true.</summary>
/// <param name="Found">Copies flagged for the right work.</param>
/// <param name="Missed">Copies not flagged for the right work.</param>
/// <param name="False">Matches of an honest listing, or with the wrong work.</param>
public sealed record DemoFindings(
    int Copies,
    int Found,
    int Missed,
    int False,
    int Same,
    int Near,
    IReadOnlyList<(string Attack, int Copies, int Found)> ByAttack,
    IReadOnlyList<DemoMatch> Matches
);

/// <summary>One match of the demonstration, without what differs from run to run.</summary>
/// <param name="Score">0 to 1.</param>
public sealed record DemoMatch(string ListingId, string WorkTitle, Likeness Likeness, double Score);

/// <summary>The demonstration's stops, in the order in which they are run.</summary>
public sealed class DemoFlow(GuardStore store, FilingFlow filings, HolderFlow holders, WatchFlow watches)
{
    public const string Regulator = "深圳市市场监督管理局（演示） Market regulator (demo)";

    const int PicturePx = 640;

    /// <summary>The three accounts, each with its organisation: address, and which of the world's holders it belongs to (none for the
    /// regulator).</summary>
    public static IReadOnlyList<(string Email, OrganisationKind Kind, int? HolderNo)> AccountsOf { get; } =
    [
        ("designer@demo.example", OrganisationKind.Designer, 0),
        ("brand@demo.example", OrganisationKind.Brand, 1),
        ("regulator@demo.example", OrganisationKind.Regulator, null),
    ];

    /// <summary>Makes the three accounts; those that are there already stay as they are.</summary>
    public async Task AdmitAsync(AccountFlow accounts, DemoWorld world, string password, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        foreach (var (email, kind, holderNo) in AccountsOf)
        {
            if (await db.Users.AnyAsync(u => u.Email == email, stop))
                continue;
            var faults = await accounts.AdmitAsync(holderNo is { } no ? world.Holders[no].Name : Regulator, kind, email, password, stop);
            if (faults.Count > 0)
                throw new InvalidOperationException($"expected to make the account {email}, got: {string.Join("; ", faults)}");
        }
    }

    /// <summary>Files every work of the world for its holder.</summary>
    /// <returns>Filing numbers by the works' keys.</returns>
    public async Task<IReadOnlyDictionary<string, string>> FileAsync(DemoWorld world, IProgress<int>? filed, CancellationToken stop)
    {
        var viewers = new List<Viewer>();
        foreach (var holder in world.Holders)
            viewers.Add(await holders.OfNameAsync(holder.Name, holder.Kind, stop));
        var numbers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var work in world.Works)
        {
            var decision = await filings.FileAsync(viewers[work.HolderNo], "demo", Collection.Demonstration, ToDraft(work), stop);
            numbers[work.Key] = decision switch
            {
                Decision.Accepted accepted => accepted.Filing.Number,
                Decision.Contested contested => contested.Filing.Number,
                Decision.Repeated repeated => repeated.Filing.Number,
                _ => throw new InvalidOperationException($"expected work {work.Key} to be filed, got {decision}"),
            };
            filed?.Report(numbers.Count);
        }

        return numbers;
    }

    /// <summary>The regulator's standing order to watch the recorded marketplace for everyone.</summary>
    public async Task<Guid> OrderAsync(string marketFolder, CancellationToken stop)
    {
        var regulator = await holders.OfNameAsync(Regulator, OrganisationKind.Regulator, stop);
        return await watches.OrderAsync(
            regulator,
            "demo",
            "华强市集 Huaqiang Bazaar",
            MarketplaceKind.Recorded,
            Path.GetFullPath(marketFolder),
            TimeSpan.FromDays(1),
            coversAllFilings: true,
            stop
        );
    }

    /// <summary>Compares the matches with the truth that the marketplace was recorded with.</summary>
    public async Task<DemoFindings> CompareAsync(string marketFolder, IReadOnlyDictionary<string, string> numbers, CancellationToken stop)
    {
        var truth = (await File.ReadAllLinesAsync(Path.Combine(marketFolder, "truth.csv"), stop))
            .Skip(1)
            .Select(l => l.Split(','))
            .ToDictionary(
                f => f[0],
                f => (Number: f[1] == "none" ? null : numbers.GetValueOrDefault(f[1]), Attack: f[2]),
                StringComparer.Ordinal
            );
        await using var db = store.Open(Viewer.House);
        var matches = await (
            from match in db.Matches
            join listing in db.Listings on match.ListingId equals listing.Id
            join filing in db.Filings on match.FilingNumber equals filing.Number
            orderby listing.ExternalId, filing.Title
            select new
            {
                match.FilingNumber,
                match.Likeness,
                match.Score,
                listing.ExternalId,
                filing.Title,
            }
        ).ToListAsync(stop);
        var right = matches
            .Where(m => truth.TryGetValue(m.ExternalId, out var t) && t.Number == m.FilingNumber)
            .Select(m => m.ExternalId)
            .ToHashSet(StringComparer.Ordinal);
        var copies = truth.Where(t => t.Value.Number is not null).ToList();
        var byAttack = copies
            .GroupBy(c => Enum.Parse<Attack>(c.Value.Attack))
            .OrderBy(g => g.Key)
            .Select(g => (g.Key.ToString(), g.Count(), g.Count(c => right.Contains(c.Key))))
            .ToList();
        return new(
            copies.Count,
            right.Count,
            copies.Count - right.Count,
            matches.Count - right.Count,
            matches.Count(m => m.Likeness == Likeness.Same),
            matches.Count(m => m.Likeness == Likeness.Near),
            byAttack,
            [.. matches.Select(m => new DemoMatch(m.ExternalId, m.Title, m.Likeness, m.Score))]
        );
    }

    static Draft ToDraft(DemoWork work) =>
        new(
            $"{work.Title.Chinese} {work.Title.English}",
            work.Category,
            work.Author,
            OwnershipBasis.OwnCreation,
            $"{work.Title.Chinese}，{work.Author} 设计。 {work.Title.English}, designed by {work.Author}.",
            [
                .. Enumerable
                    .Range(0, work.Pictures)
                    .Select(view => new DraftPicture(
                        $"{work.Key}-{view + 1}.jpg",
                        MotifPainter.Draw(work.Category, work.Seed, PicturePx, view)
                    )),
            ]
        );
}
