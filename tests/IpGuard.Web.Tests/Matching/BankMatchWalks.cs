using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Matching;
using IpGuard.Store;
using IpGuard.Vision.Drawing;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Matching;

/// <summary>What the negative bank does to matches.</summary>
public sealed class BankMatchWalks : IAsyncLifetime
{
    readonly OpenDoor _door = new();

    public ValueTask InitializeAsync() => _door.InitializeAsync();

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    Task<Viewer> OfficeAsync() => _door.Get<HolderFlow>().OfNameAsync("operator", OrganisationKind.Regulator, CancellationToken.None);

    [Fact]
    public async Task A_bank_picture_keeps_a_match_away_until_it_is_dismissed()
    {
        var stock = Bazaar.Design(9_001);
        var number = await Bazaar.FileAsync(_door, "Stock", stock);
        Assert.Empty((await _door.Get<BankFlow>().AddAsync(await OfficeAsync(), "operator", "stock", stock, CancellationToken.None))!);
        using var bazaar = new Bazaar(_door, ("stock", AttackPainter.Apply(stock, Attack.Resaved, 1)));

        var (kept, explained) = await bazaar.SweepAsync(isThorough: true);
        Assert.Equal((0, 1), (kept.Counts.SameMatches + kept.Counts.NearMatches, kept.Counts.ExplainedMatches));
        Assert.DoesNotContain(explained["stock"].Ranked, r => r.FilingNumber == number);

        var id = (await _door.Get<BankFlow>().ListAsync(await OfficeAsync(), CancellationToken.None))!.Single().Id;
        Assert.True(await _door.Get<BankFlow>().DecideAsync(await OfficeAsync(), "operator", id, false, CancellationToken.None));
        var (let, judged) = await bazaar.SweepAsync(isThorough: true);
        Assert.Equal((1, 0), (let.Counts.SameMatches + let.Counts.NearMatches, let.Counts.ExplainedMatches));
        Assert.Equal(number, judged["stock"].Ranked[0].FilingNumber);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_part_seen_in_works_of_three_unrelated_holders_is_proposed_and_of_two_is_not(int holders, bool isProposed)
    {
        var stock = Bazaar.Design(9_100);
        // One ground under another light for each holder: the same picture to a person, other bytes.
        for (var i = 0; i < holders; i++)
            await Bazaar.FileAsync(_door, $"Holder {i}", AttackPainter.Apply(stock, Attack.ColourCast, 10 + i));
        using var bazaar = new Bazaar(_door, ("stock", AttackPainter.Apply(stock, Attack.Resaved, 1)));
        await bazaar.SweepAsync(isThorough: true);
        await using var db = _door.Get<GuardStore>().Open(Viewer.House);
        var bank = await db.Bank.ToListAsync();
        Assert.Equal(isProposed ? 1 : 0, bank.Count);
        Assert.All(bank, b => Assert.Equal((BankState.Proposed, BankFlow.Machine), (b.State, b.Actor)));
        // A proposal does nothing yet, and is made once.
        await bazaar.SweepAsync(isThorough: true);
        Assert.Equal(bank.Count, await db.Bank.CountAsync());
    }
}
