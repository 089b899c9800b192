using System.Globalization;
using IpGuard.Core.Watches;
using IpGuard.Flows.Watches;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace IpGuard.Web.Watches;

/// <summary>A watch as it was filled in.</summary>
/// <param name="Kind">shopify, feed, pages, or a connector that is switched on: ebay, etsy, amazon; shopify where it is not said.</param>
/// <param name="Address">Of a connector its keywords, with commas between.</param>
/// <param name="How">hours, daily, weekly or cron; where it is not said, by what of these is filled in.</param>
/// <param name="Hours">How often, in whole hours. A text, since a browser sends the field also where it is empty.</param>
/// <param name="At">HH:MM in China time.</param>
/// <param name="Days">MON to SUN.</param>
/// <param name="Cron">Six fields, in China time.</param>
/// <param name="From">HH:MM in China time.</param>
/// <param name="Keywords">One a line, or with commas between.</param>
/// <param name="Filings">Numbers of one's own; none for all.</param>
public sealed record WatchForm(
    [FromForm] string? Name = null,
    [FromForm] string? Kind = null,
    [FromForm] string? Address = null,
    [FromForm] string? How = null,
    [FromForm] string? Hours = null,
    [FromForm] string? At = null,
    [FromForm] StringValues? Days = null,
    [FromForm] string? Cron = null,
    [FromForm] string? From = null,
    [FromForm] string? To = null,
    [FromForm] string? Keywords = null,
    [FromForm] StringValues? Filings = null
)
{
    /// <summary>The order in it, as it was filled in.</summary>
    public OrderDraft Draft => new(How, ReadNumber(Hours), At, DayNames, Cron, From, To, Keywords, FilingNumbers);

    public IReadOnlyList<string> DayNames => [.. (Days ?? default).OfType<string>()];

    /// <summary>The numbers that were chosen.</summary>
    public IReadOnlyList<string> FilingNumbers => [.. (Filings ?? default).OfType<string>()];

    /// <summary>Zero is none of them, and refused with all else that is wrong.</summary>
    public MarketplaceKind MarketplaceKind =>
        Kind is null or "" ? MarketplaceKind.Shopify
        : Enum.TryParse<MarketplaceKind>(Kind, ignoreCase: true, out var known) ? known
        : 0;

    /// <summary>The form of a watch that is there, to be changed.</summary>
    public static WatchForm Of(WatchView watch)
    {
        var order = watch.Order;
        var form = new WatchForm(
            watch.Marketplace,
            From: OrderWords.Clock(order.Window?.From),
            To: OrderWords.Clock(order.Window?.To),
            Keywords: string.Join('\n', order.Keywords),
            Filings: new StringValues([.. order.Filings])
        );
        if (order.Cron is not { } cron)
            return form with
            {
                How = OrderDraft.ByHours,
                Hours = order.Every.Minutes == 0 ? order.Every.TotalHours.ToString("0", CultureInfo.InvariantCulture) : null,
            };
        return CronWords.Read(cron) switch
        {
            CronShape.Daily(var at) => form with { How = OrderDraft.Daily, At = OrderWords.Clock(at) },
            CronShape.OnWeekDays(var days, var at) => form with
            {
                How = OrderDraft.Weekly,
                At = OrderWords.Clock(at),
                Days = new StringValues([.. CronWords.Each(days).Select(CronWords.NameOf)]),
            },
            _ => form with { How = OrderDraft.ByCron, Cron = cron },
        };
    }

    /// <summary>Whether something is said behind “more”.</summary>
    public bool SaysMore =>
        !string.IsNullOrWhiteSpace(From)
        || !string.IsNullOrWhiteSpace(To)
        || !string.IsNullOrWhiteSpace(Keywords)
        || FilingNumbers.Count > 0;

    /// <summary>What stands in the field of hours.</summary>
    public string? HoursShown => How is null && Hours is null ? "24" : Hours;

    static int? ReadNumber(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
