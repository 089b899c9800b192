using System.Globalization;
using IpGuard.Core.Accounts;
using IpGuard.Core.Listings;
using IpGuard.Core.Works;
using IpGuard.Store;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Flows.Holders;

/// <summary>One name, seller or price of a holder's.</summary>
public sealed record HolderFact(long Id, string Text);

/// <summary>What a holder says of themselves, for listings to be judged by.</summary>
public sealed record HolderFacts(IReadOnlyList<HolderFact> Names, IReadOnlyList<HolderFact> Sellers, IReadOnlyList<PriceFact> Prices);

/// <summary>The lowest that the holder asks in a category.</summary>
public sealed record PriceFact(long Id, Category Category, Price Lowest);

/// <summary>Which list of a holder's facts.</summary>
public enum HolderFactKind
{
    Name,
    Seller,
    Price,
}

/// <summary>A holder's names, own shops and prices: added and removed by the holder's own people.</summary>
public sealed class HolderFactsFlow(GuardStore store, TimeProvider clock)
{
    public const int MostLetters = 100;
    public const int MostOfAKind = 500;

    const int LeastNameLetters = 2;

    public async Task<HolderFacts> ReadAsync(Viewer viewer, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var own = viewer.OrganisationId;
        return new(
            await db
                .Names.Where(n => n.OrganisationId == own)
                .OrderBy(n => n.Id)
                .Select(n => new HolderFact(n.Id, n.Name))
                .ToListAsync(stop),
            await db
                .AllowedSellers.Where(s => s.OrganisationId == own)
                .OrderBy(s => s.Id)
                .Select(s => new HolderFact(s.Id, s.Seller))
                .ToListAsync(stop),
            await db
                .Prices.Where(p => p.OrganisationId == own)
                .OrderBy(p => p.Id)
                .Select(p => new PriceFact(p.Id, p.Category, new(p.LowestAmount, p.Currency)))
                .ToListAsync(stop)
        );
    }

    /// <summary>Adds a name that is looked for in listings.</summary>
    /// <returns>All faults; none where it was added or there already.</returns>
    public async Task<IReadOnlyList<FieldFault>> AddNameAsync(Viewer viewer, string name, CancellationToken stop)
    {
        var clean = PlainText.CleanToMeasure(name, MostLetters);
        if (clean.Length is < LeastNameLetters or > MostLetters)
            return [new("name", $"expected a name of {LeastNameLetters} to {MostLetters} letters, got {clean.Length}")];
        await using var db = store.Open(viewer);
        if (await db.Names.AnyAsync(n => n.OrganisationId == viewer.OrganisationId && n.Name == clean, stop))
            return [];
        if (await db.Names.CountAsync(n => n.OrganisationId == viewer.OrganisationId, stop) >= MostOfAKind)
            return [new("name", $"expected at most {MostOfAKind} names; remove one first")];
        db.Names.Add(
            new()
            {
                OrganisationId = viewer.OrganisationId,
                Name = clean,
                AddedAt = clock.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(stop);
        return [];
    }

    /// <summary>Adds a shop whose listings are never held against it.</summary>
    public async Task<IReadOnlyList<FieldFault>> AddSellerAsync(Viewer viewer, string seller, CancellationToken stop)
    {
        var clean = PlainText.CleanToMeasure(seller, MostLetters);
        if (clean.Length is 0 or > MostLetters)
            return [new("seller", $"expected a shop's name or number of 1 to {MostLetters} letters, got {clean.Length}")];
        await using var db = store.Open(viewer);
        if (await db.AllowedSellers.AnyAsync(s => s.OrganisationId == viewer.OrganisationId && s.Seller == clean, stop))
            return [];
        if (await db.AllowedSellers.CountAsync(s => s.OrganisationId == viewer.OrganisationId, stop) >= MostOfAKind)
            return [new("seller", $"expected at most {MostOfAKind} shops; remove one first")];
        db.AllowedSellers.Add(
            new()
            {
                OrganisationId = viewer.OrganisationId,
                Seller = clean,
                AddedAt = clock.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync(stop);
        return [];
    }

    /// <summary>Sets the lowest price of a category in a currency.</summary>
    public async Task<IReadOnlyList<FieldFault>> SetPriceAsync(
        Viewer viewer,
        string category,
        string amount,
        string currency,
        CancellationToken stop
    )
    {
        var faults = new List<FieldFault>();
        var facts = Categories.All.FirstOrDefault(c => c.Token == category);
        if (facts is null)
            faults.Add(new("category", $"expected one of the nine categories, got '{category}'"));
        if (
            !decimal.TryParse(amount.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var lowest)
            || lowest is <= 0 or > 100_000_000
        )
            faults.Add(
                new("amount", $"expected an amount above 0 and at most 100000000, with a point before its decimals, got '{amount}'")
            );
        var code = currency.Trim().ToUpperInvariant();
        if (code.Length != 3 || !code.All(char.IsAsciiLetterUpper))
            faults.Add(new("currency", $"expected three letters of ISO 4217, as in CNY, got '{currency}'"));
        if (faults.Count > 0)
            return faults;
        await using var db = store.Open(viewer);
        var row = await db.Prices.FirstOrDefaultAsync(
            p => p.OrganisationId == viewer.OrganisationId && p.Category == facts!.Category && p.Currency == code,
            stop
        );
        if (row is null)
            db.Prices.Add(
                new()
                {
                    OrganisationId = viewer.OrganisationId,
                    Category = facts!.Category,
                    LowestAmount = lowest,
                    Currency = code,
                }
            );
        else
            row.LowestAmount = lowest;
        await db.SaveChangesAsync(stop);
        return [];
    }

    /// <summary>Removes one of the viewer's own facts.</summary>
    /// <returns>False where there is none such.</returns>
    public async Task<bool> RemoveAsync(Viewer viewer, HolderFactKind kind, long id, CancellationToken stop)
    {
        await using var db = store.Open(viewer);
        var own = viewer.OrganisationId;
        return kind switch
            {
                HolderFactKind.Name => await db.Names.Where(n => n.Id == id && n.OrganisationId == own).ExecuteDeleteAsync(stop),
                HolderFactKind.Seller => await db.AllowedSellers.Where(s => s.Id == id && s.OrganisationId == own).ExecuteDeleteAsync(stop),
                _ => await db.Prices.Where(p => p.Id == id && p.OrganisationId == own).ExecuteDeleteAsync(stop),
            } > 0;
    }
}
