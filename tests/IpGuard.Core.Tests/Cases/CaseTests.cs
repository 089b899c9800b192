using IpGuard.Core.Cases;

namespace IpGuard.Core.Tests.Cases;

public class CaseTests
{
    static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    static CaseEvent On(int day, CaseEventKind kind, long? listing = 1) => new(kind, Start.AddDays(day), listing);

    static Case After(params CaseEvent[] events) => Case.Of([On(0, CaseEventKind.Opened), .. events]);

    [Fact]
    public void A_case_is_open_until_the_marketplace_is_told()
    {
        Assert.Equal(CaseState.Open, After().State);
        Assert.Equal(CaseState.Noticed, After(On(1, CaseEventKind.Noticed)).State);
    }

    [Fact]
    public void It_is_gone_once_its_last_listing_is()
    {
        var one = After(On(1, CaseEventKind.Joined, 2), On(2, CaseEventKind.Noticed), On(5, CaseEventKind.Vanished));
        Assert.Equal(CaseState.Noticed, one.State);
        Assert.Equal(TimeSpan.FromDays(3), one.Listings[0].GoneAfter);
        var both = one.After(On(6, CaseEventKind.Vanished, 2));
        Assert.Equal((CaseState.Gone, 2), (both.State, both.Removals));
        Assert.Null(both.Listings[1].GoneAfter);
    }

    [Fact]
    public void What_was_removed_three_times_and_comes_back_says_so_and_after_how_long()
    {
        var back = After(
            On(1, CaseEventKind.Noticed),
            On(2, CaseEventKind.Vanished),
            On(4, CaseEventKind.Returned),
            On(5, CaseEventKind.Vanished),
            On(6, CaseEventKind.Returned),
            On(8, CaseEventKind.Vanished),
            On(20, CaseEventKind.Returned)
        );
        Assert.Equal((CaseState.Back, 3, TimeSpan.FromDays(12)), (back.State, back.Removals, back.BackAfter));
        // What is offered anew has to be told of anew.
        Assert.Equal(new PursuedListing(1, null, null), back.Listings.Single());
        Assert.Equal(CaseState.Noticed, back.After(On(21, CaseEventKind.Noticed)).State);
    }

    [Fact]
    public void Another_listing_in_its_place_joins_the_case_and_opens_it_again_though_it_was_closed()
    {
        var back = After(On(2, CaseEventKind.Vanished), On(3, CaseEventKind.Closed), On(9, CaseEventKind.Returned, 7));
        Assert.Equal((CaseState.Back, TimeSpan.FromDays(7)), (back.State, back.BackAfter));
        Assert.Equal([1, 7], back.Listings.Select(l => l.ListingId));
        Assert.NotNull(back.Listings[0].VanishedAt);
    }

    [Fact]
    public void What_vanishes_after_a_case_is_closed_is_noted_and_leaves_it_closed() =>
        Assert.Equal(CaseState.Closed, After(On(2, CaseEventKind.Closed), On(3, CaseEventKind.Vanished)).State);

    [Fact]
    public void A_person_takes_only_steps_that_make_sense()
    {
        Assert.Null(After().Refuse(CaseEventKind.Noticed, 1));
        Assert.NotNull(After().Refuse(CaseEventKind.Noticed, 2));
        Assert.NotNull(After(On(1, CaseEventKind.Vanished)).Refuse(CaseEventKind.Noticed, 1));
        Assert.Null(After().Refuse(CaseEventKind.Joined, 2));
        Assert.NotNull(After().Refuse(CaseEventKind.Joined, 1));
        Assert.Null(After().Refuse(CaseEventKind.Closed, null));
        Assert.NotNull(After(On(1, CaseEventKind.Closed)).Refuse(CaseEventKind.Closed, null));
        Assert.NotNull(After().Refuse(CaseEventKind.Vanished, 1));
        Assert.NotNull(After().Refuse(CaseEventKind.Returned, 1));
    }
}
