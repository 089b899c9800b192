using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Holders;
using IpGuard.Flows.Judging;
using IpGuard.Flows.Matches;
using IpGuard.Store;
using IpGuard.Vision.Drawing;
using IpGuard.Web.Tests.Matching;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Judging;

/// <summary>What people, shops and dates do to verdicts.</summary>
public sealed class JudgingWalks : IAsyncLifetime
{
    readonly OpenDoor _door = new();

    public ValueTask InitializeAsync() => _door.InitializeAsync();

    public ValueTask DisposeAsync() => _door.DisposeAsync();

    GuardDb Db() => _door.Get<GuardStore>().Open(Viewer.House);

    Task<Viewer> HolderAsync(string name) => _door.Get<HolderFlow>().OfNameAsync(name, OrganisationKind.Brand, CancellationToken.None);

    [Fact]
    public async Task A_listing_that_was_seen_before_the_filing_is_a_prior_design_and_accuses_nobody()
    {
        var work = Bazaar.Design(9_100);
        using var bazaar = new Bazaar(_door, ("early", AttackPainter.Apply(work, Attack.Resaved, 1)), ("other", Bazaar.Design(9_101)));
        await bazaar.SweepAsync();
        var number = await Bazaar.FileAsync(_door, "Late", work);
        Assert.Equal(1, await _door.Get<PriorFlow>().SearchAsync(CancellationToken.None));

        var holder = await HolderAsync("Late");
        var prior = await _door.Get<PriorFlow>().ListAsync(holder, null, 1, CancellationToken.None);
        Assert.Equal([number], prior.Items.Select(p => p.FilingNumber));
        // A filing says whole seconds.
        Assert.True(prior.Items[0].FirstSeenAt < prior.Items[0].FiledAt.AddSeconds(1));
        var stranger = await HolderAsync("Stranger");
        Assert.Empty((await _door.Get<PriorFlow>().ListAsync(stranger, null, 1, CancellationToken.None)).Items);
        Assert.Equal(0, await _door.Get<PriorFlow>().SearchAsync(CancellationToken.None));

        // The next sweep sees it again, and still raises nothing.
        var (_, judged) = await bazaar.SweepAsync();
        Assert.Equal(Exemption.SeenEarlier, judged["early"].Ranked[0].Verdict.Exemption);
        await using var db = Db();
        Assert.Equal((0, 1), (await db.Matches.CountAsync(), await db.PriorDesigns.CountAsync()));
    }

    [Fact]
    public async Task A_picture_that_was_changed_after_the_filing_is_no_prior_design()
    {
        var work = Bazaar.Design(9_200);
        using var bazaar = new Bazaar(_door, ("shop", Bazaar.Design(9_201)));
        await bazaar.SweepAsync();
        await Bazaar.FileAsync(_door, "First", work);
        bazaar.Replace("shop", AttackPainter.Apply(work, Attack.Resaved, 1));
        var (_, judged) = await bazaar.SweepAsync();
        Assert.Equal(
            (Likeness.Same, Exemption.None),
            (judged["shop"].Ranked[0].Verdict.Likeness, judged["shop"].Ranked[0].Verdict.Exemption)
        );
        await using var db = Db();
        Assert.Equal((1, 0), (await db.Matches.CountAsync(), await db.PriorDesigns.CountAsync()));
    }

    [Fact]
    public async Task A_holders_own_shop_is_left_alone_and_another_of_that_picture_is_not()
    {
        var work = Bazaar.Design(9_300);
        await Bazaar.FileAsync(_door, "Own", work);
        await _door.Get<HolderFactsFlow>().AddSellerAsync(await HolderAsync("Own"), "Own Flagship", CancellationToken.None);
        using var bazaar = new Bazaar(
            _door,
            ("own", AttackPainter.Apply(work, Attack.Resaved, 1)),
            ("copy", AttackPainter.Apply(work, Attack.Jpeg30, 1))
        )
        {
            Sellers = { ["own"] = "own flagship", ["copy"] = "Somebody" },
        };
        var (_, judged) = await bazaar.SweepAsync();
        Assert.Equal(Exemption.OwnShop, judged["own"].Ranked[0].Verdict.Exemption);
        Assert.Equal(Likeness.Same, judged["copy"].Ranked[0].Verdict.Likeness);
        await using var db = Db();
        Assert.Equal(1, await db.Matches.CountAsync());
    }

    [Fact]
    public async Task A_decision_stands_until_the_next_shifts_the_threshold_and_is_exported_as_a_label()
    {
        var work = Bazaar.Design(9_400);
        await Bazaar.FileAsync(_door, "Decides", work);
        using var bazaar = new Bazaar(_door, ("copy", AttackPainter.Apply(work, Attack.Resaved, 1)));
        await bazaar.SweepAsync();
        string number;
        await using (var db = Db())
            number = (await db.Matches.SingleAsync()).Number;
        var holder = await HolderAsync("Decides");
        var decisions = _door.Get<DecisionFlow>();
        var reads = _door.Get<MatchReads>();

        var before = (await reads.ReadAsync(holder, number, CancellationToken.None))!;
        Assert.NotEmpty(before.Contributions);
        Assert.Equal(EvidenceKind.Picture, before.Contributions[0].Kind);
        Assert.Equal((FilingThreshold.Start, (DecisionView?)null), (before.Threshold, before.Decision));

        Assert.Empty((await decisions.DecideAsync(holder, "a@b.c", number, false, "ours", CancellationToken.None))!);
        Assert.Equal(0.53, (await reads.ReadAsync(holder, number, CancellationToken.None))!.Threshold, 9);
        Assert.Empty((await decisions.DecideAsync(holder, "a@b.c", number, true, null, CancellationToken.None))!);
        var after = (await reads.ReadAsync(holder, number, CancellationToken.None))!;
        Assert.True(after.Decision!.IsConfirmed);
        Assert.Equal(0.485, after.Threshold, 9);

        await using var written = new StringWriter();
        Assert.Equal(1, await decisions.ExportAsync(holder, written, CancellationToken.None));
        Assert.Contains("\"IsCopy\":true", written.ToString(), StringComparison.Ordinal);
        var stranger = await HolderAsync("Stranger");
        await using var nothing = new StringWriter();
        Assert.Equal(0, await decisions.ExportAsync(stranger, nothing, CancellationToken.None));
        Assert.Null(await decisions.DecideAsync(stranger, "x@y.z", number, false, null, CancellationToken.None));
        Assert.Single((await decisions.DecideAsync(holder, "a@b.c", number, true, new string('n', 501), CancellationToken.None))!);
    }

    [Fact]
    public async Task A_listing_without_a_like_picture_or_word_is_compared_with_the_work_of_which_its_title_speaks()
    {
        for (var i = 0; i < 30; i++)
            await Bazaar.FileAsync(_door, "Crowd", Bazaar.Design(9_600 + i));
        var number = await Bazaar.FileAsync(_door, "Floral", MotifPainter.Draw(Category.Eyewear, 9_650, 320), "碎花连衣裙");
        using var bazaar = new Bazaar(_door, ("far", Bazaar.Design(9_661)), ("other", Bazaar.Design(9_661)))
        {
            Titles = { ["far"] = "Floral dress", ["other"] = "Steel table lamp" },
        };
        var (_, judged) = await bazaar.SweepAsync();
        var spoken = judged["far"].Ranked.Single(r => r.FilingNumber == number).Verdict;
        Assert.InRange(spoken.Evidence.Title!.Meaning!.Value, NearTitles.LeastCosine, 1);
        Assert.Equal(Likeness.Different, spoken.Likeness);
        Assert.DoesNotContain(number, judged["other"].Ranked.Select(r => r.FilingNumber));
    }

    [Fact]
    public async Task A_holders_name_in_a_title_is_kept_with_its_place_however_it_is_disguised()
    {
        var work = Bazaar.Design(9_500);
        await Bazaar.FileAsync(_door, "Names", work);
        await _door.Get<HolderFactsFlow>().AddNameAsync(await HolderAsync("Names"), "Velmora", CancellationToken.None);
        using var bazaar = new Bazaar(_door, ("copy", AttackPainter.Apply(work, Attack.Resaved, 1)))
        {
            Titles = { ["copy"] = "新款 V e l m o r a 连衣裙 高仿" },
        };
        await bazaar.SweepAsync();
        await using var db = Db();
        var match = await db.Matches.SingleAsync();
        var words = match.ReadWords()!;
        var spot = Assert.Single(words.Names.Spots);
        Assert.Equal(("Velmora", "V e l m o r a"), (spot.Name, words.ListedTitle.Substring(spot.Start, spot.Length)));
        Assert.True(spot.Tricks.HasFlag(Trick.Spaced));
        Assert.Contains(words.Names.Phrases, p => p.SpeaksOfCopy);
        Assert.Contains(match.ReadContributions(), c => c.Kind == EvidenceKind.Names);
    }
}
