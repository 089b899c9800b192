using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using IpGuard.Core.Accounts;
using IpGuard.Vision.Drawing;
using IpGuard.Web.Tests.Matching;

namespace IpGuard.Web.Tests;

/// <summary>A form with a fault is shown again as it was filled in, each fault at its field.</summary>
[Collection(nameof(DoorCollection))]
public class FormTests(OpenDoor door)
{
    static async Task<IDocument> RefusedAsync(HttpClient http, string path, Dictionary<string, string> fields, string page, string language)
    {
        using var answer = await OpenDoor.PostAsync(http, path, fields, page);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        PageRules.Hold(html, language, $"{path}, refused");
        var shown = new HtmlParser().ParseDocument(html);
        Assert.True(shown.QuerySelector(".faults")!.HasAttribute("autofocus"));
        return shown;
    }

    static string[] Marked(IDocument page) => [.. page.QuerySelectorAll("[aria-invalid]").Select(f => f.Id!)];

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task What_a_holder_typed_is_kept_where_it_was_typed(string language)
    {
        var http = await door.SignedInAsync("Typed", OrganisationKind.Brand, language);
        var name = await RefusedAsync(http, "/holder/names", new() { ["name"] = "V" }, "/holder", language);
        Assert.Equal(["name"], Marked(name));
        Assert.Equal("V", name.GetElementById("name")!.GetAttribute("value"));
        var shop = $"{new string('s', 100)} s";
        var seller = await RefusedAsync(http, "/holder/sellers", new() { ["seller"] = shop }, "/holder", language);
        Assert.Equal(["seller"], Marked(seller));
        Assert.Equal(shop, seller.GetElementById("seller")!.GetAttribute("value"));
        var typed = new Dictionary<string, string>
        {
            ["category"] = "eyewear",
            ["amount"] = "0",
            ["currency"] = "EURO",
        };
        var price = await RefusedAsync(http, "/holder/prices", typed, "/holder", language);
        Assert.Equal(["amount", "currency"], Marked(price));
        Assert.Equal("eyewear", price.QuerySelector("#category option[selected]")!.GetAttribute("value"));
        Assert.Equal(
            ("0", "EURO"),
            (price.GetElementById("amount")!.GetAttribute("value"), price.GetElementById("currency")!.GetAttribute("value"))
        );
        Assert.Null(price.GetElementById("name")!.GetAttribute("value"));
        // A comma before decimals is no sign to be left out: 12,50 is not 1250.
        typed["amount"] = "12,50";
        typed["currency"] = "EUR";
        Assert.Equal(["amount"], Marked(await RefusedAsync(http, "/holder/prices", typed, "/holder", language)));
    }

    [Fact]
    public async Task A_note_that_is_too_long_is_told_on_the_page_of_its_match_and_kept()
    {
        var work = Bazaar.Design(9_800);
        var holder = await door.SignedInAsync("Notes", OrganisationKind.Brand);
        await OpenDoor.FileAsync(holder, "Noted", work);
        using var bazaar = new Bazaar(door, ("copy", AttackPainter.Apply(work, Attack.Resaved, 1)));
        await bazaar.SweepAsync();
        var match = $"/matches/{OpenDoor.Numbers(await holder.GetStringAsync("/matches"), 'M').Single()}";
        // Cut right behind the bound it would end in a space, and no longer be too long.
        var note = $"{new string('n', 500)} n";
        var page = await RefusedAsync(holder, $"{match}/decide", new() { ["isConfirmed"] = "true", ["note"] = note }, match, "en");
        Assert.Equal(["note"], Marked(page));
        Assert.Equal(note, page.GetElementById("note")!.TextContent);
        using var decided = await OpenDoor.PostAsync(
            holder,
            $"{match}/decide",
            new() { ["isConfirmed"] = "true", ["note"] = note[..500] },
            match
        );
        Assert.Equal(match, decided.RequestMessage!.RequestUri!.AbsolutePath);
        var stranger = await door.SignedInAsync("Stranger", OrganisationKind.Brand);
        using var unseen = await OpenDoor.PostAsync(
            stranger,
            $"{match}/decide",
            new() { ["isConfirmed"] = "true", ["note"] = note },
            "/watches"
        );
        Assert.Equal(HttpStatusCode.NotFound, unseen.StatusCode);
    }
}
