namespace IpGuard.Core.Cases;

/// <summary>How a case stands.</summary>
public enum CaseState
{
    /// <summary>Opened; the marketplace has not been told.</summary>
    Open = 1,

    /// <summary>The marketplace was told, and a listing is still offered.</summary>
    Noticed = 2,

    /// <summary>Every listing of it is gone.</summary>
    Gone = 3,

    /// <summary>A listing was gone and is back, there or elsewhere.</summary>
    Back = 4,

    /// <summary>A person has done with it; what comes back opens it again.</summary>
    Closed = 5,
}

/// <summary>What can happen in a case.</summary>
public enum CaseEventKind
{
    /// <summary>A person took a match up.</summary>
    Opened = 1,

    /// <summary>A person took up another listing with it.</summary>
    Joined = 2,

    /// <summary>A person told the marketplace of a listing.</summary>
    Noticed = 3,

    /// <summary>A listing is no longer offered.</summary>
    Vanished = 4,

    /// <summary>A listing that was gone is offered again, or another that shows the same has come in its place.</summary>
    Returned = 5,

    /// <summary>A person has done with it.</summary>
    Closed = 6,
}

/// <summary>One thing that happened in a case.</summary>
/// <param name="ListingId">Null for what concerns the whole case.</param>
public sealed record CaseEvent(CaseEventKind Kind, DateTimeOffset At, long? ListingId);

/// <summary>A listing as its case pursues it.</summary>
/// <param name="NoticedAt">When the marketplace was told of it, since it was last offered anew; null where it was not.</param>
/// <param name="VanishedAt">Since when it is gone; null while it is offered.</param>
public sealed record PursuedListing(long ListingId, DateTimeOffset? NoticedAt, DateTimeOffset? VanishedAt)
{
    /// <summary>How long after the notice it was gone; null where it is not, or went by itself.</summary>
    public TimeSpan? GoneAfter => VanishedAt - NoticedAt;
}

/// <summary>A case (维权案件) as its events leave it. Only people open, join, notify and close; a machine may only see that a listing has
/// vanished or returned.</summary>
/// <param name="Removals">How often a listing of it vanished.</param>
/// <param name="BackAfter">How long what last returned had been gone; null where nothing returned yet.</param>
public sealed record Case(CaseState State, IReadOnlyList<PursuedListing> Listings, int Removals, TimeSpan? BackAfter)
{
    static readonly Case _unopened = new(CaseState.Open, [], 0, null);

    /// <summary>Reads a case from what happened in it, oldest first.</summary>
    public static Case Of(IEnumerable<CaseEvent> events) => events.Aggregate(_unopened, (now, next) => now.After(next));

    /// <summary>The case after one more event.</summary>
    public Case After(CaseEvent next) =>
        next.Kind switch
        {
            CaseEventKind.Opened => new(CaseState.Open, [New(next)], 0, null),
            CaseEventKind.Joined => this with
            {
                State = State == CaseState.Gone ? CaseState.Open : State,
                Listings = [.. Listings, New(next)],
            },
            CaseEventKind.Noticed => this with { State = CaseState.Noticed, Listings = Change(next, l => l with { NoticedAt = next.At }) },
            CaseEventKind.Vanished => AfterVanishing(next),
            CaseEventKind.Returned => AfterReturn(next),
            CaseEventKind.Closed => this with { State = CaseState.Closed },
            _ => throw new ArgumentOutOfRangeException(nameof(next), next.Kind, "expected a kind of event"),
        };

    /// <summary>Why a person cannot take a step; null where they can.</summary>
    /// <param name="listingId">The listing that it is about; null for the whole case.</param>
    public string? Refuse(CaseEventKind step, long? listingId)
    {
        var listing = Listings.FirstOrDefault(l => l.ListingId == listingId);
        return step switch
        {
            CaseEventKind.Closed when State == CaseState.Closed => "expected a case that is not closed, got one that is",
            CaseEventKind.Closed => null,
            CaseEventKind.Joined when listing is not null => "expected a listing that the case does not pursue yet, got one that it does",
            CaseEventKind.Joined => null,
            CaseEventKind.Noticed when listing is null => "expected a listing of this case, got none",
            CaseEventKind.Noticed when listing.VanishedAt is not null => "expected a listing that is offered, got one that is gone",
            CaseEventKind.Noticed => null,
            _ => $"expected a step that a person takes, got {step}",
        };
    }

    Case AfterVanishing(CaseEvent next)
    {
        var listings = Change(next, l => l with { VanishedAt = next.At });
        var isGone = listings.All(l => l.VanishedAt is not null);
        return this with
        {
            State = isGone && State != CaseState.Closed ? CaseState.Gone : State,
            Listings = listings,
            Removals = Removals + 1,
        };
    }

    // Under its own id it was gone since it vanished; another in its place has come after the last that did.
    Case AfterReturn(CaseEvent next)
    {
        var own = Listings.FirstOrDefault(l => l.ListingId == next.ListingId);
        var since = own?.VanishedAt ?? Listings.Max(l => l.VanishedAt);
        return this with
        {
            State = CaseState.Back,
            Listings = own is null ? [.. Listings, New(next)] : Change(next, l => l with { NoticedAt = null, VanishedAt = null }),
            BackAfter = next.At - since,
        };
    }

    static PursuedListing New(CaseEvent joined) =>
        new(joined.ListingId ?? throw new ArgumentException("expected the listing that the case pursues, got none"), null, null);

    IReadOnlyList<PursuedListing> Change(CaseEvent next, Func<PursuedListing, PursuedListing> change) =>
        [.. Listings.Select(l => l.ListingId == next.ListingId ? change(l) : l)];
}
