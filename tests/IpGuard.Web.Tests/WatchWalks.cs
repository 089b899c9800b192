using System.Net;
using System.Text.Json;
using AngleSharp.Html.Parser;
using IpGuard.Core.Accounts;

namespace IpGuard.Web.Tests;

/// <summary>A watch is ordered, read, changed and ended, by pages and by the API; in a house of its own, where no other test sweeps what is
/// due.</summary>
public class WatchWalks(OpenDoor door) : IClassFixture<OpenDoor>
{
    static int _shops;

    static string NewShop() => $"https://shop-{Interlocked.Increment(ref _shops)}.example";

    static Dictionary<string, string> Order(string address, params (string Key, string Value)[] more)
    {
        var form = new Dictionary<string, string> { ["name"] = "Shop", ["address"] = address };
        foreach (var (key, value) in more)
            form[key] = value;
        return form;
    }

    static async Task<string> OrderedAsync(HttpClient http, params (string Key, string Value)[] more)
    {
        using var ordered = await OpenDoor.PostAsync(http, "/api/watches", Order(NewShop(), more), "/watches");
        Assert.Equal(HttpStatusCode.NoContent, ordered.StatusCode);
        var watch = Assert.Single(JsonDocument.Parse(await http.GetStringAsync("/api/watches")).RootElement.EnumerateArray());
        return watch.GetProperty("id").GetString()!;
    }

    static async Task<HttpResponseMessage> PutAsync(HttpClient http, string id, Dictionary<string, string> form)
    {
        form["__RequestVerificationToken"] = new HtmlParser()
            .ParseDocument(await http.GetStringAsync("/watches"))
            .QuerySelector("[name=__RequestVerificationToken]")!
            .GetAttribute("value")!;
        return await http.PutAsync($"/api/watches/{id}", new FormUrlEncodedContent(form));
    }

    static string Words(string html) => string.Join(' ', new HtmlParser().ParseDocument(html).Body!.TextContent.Split());

    [Theory]
    [InlineData("en", "hours", "6", "Every 6 hours")]
    [InlineData("en", "hours", "7", "Every 7 hours")]
    [InlineData("zh-CN", "hours", "7", "每 7 小时")]
    [InlineData("en", "at", "09:30", "Every day at 09:30 (China time)")]
    [InlineData("zh-CN", "at", "09:30", "每天 09:30（北京时间）")]
    [InlineData("en", "cron", "0 30 9 ? * MON,THU", "Mondays and Thursdays at 09:30 (China time)")]
    [InlineData("zh-CN", "cron", "0 30 9 ? * MON,THU", "每周一、周四 09:30（北京时间）")]
    [InlineData("en", "cron", "0 30 9 ? * MON-FRI", "Mondays to Fridays at 09:30 (China time)")]
    [InlineData("zh-CN", "cron", "0 30 9 ? * MON-FRI", "每周一至周五 09:30（北京时间）")]
    [InlineData("en", "cron", "0 0 2 ? * MON,TUE,SAT", "Mondays, Tuesdays and Saturdays at 02:00 (China time)")]
    [InlineData("en", "cron", "0 0 2 1 * ?", "On day 1 of each month at 02:00 (China time)")]
    [InlineData("zh-CN", "cron", "0 5 * * * ?", "每小时的第 5 分钟")]
    [InlineData("en", "cron", "0 0/20 9-17 * * ?", "By the cron expression 0 0/20 9-17 * * ? (China time)")]
    public async Task An_order_is_told_in_words_on_both_pages(string language, string key, string value, string told)
    {
        var http = await door.SignedInAsync("Words", language: language);
        var id = await OrderedAsync(http, (key, value));
        foreach (var path in new[] { "/watches", $"/watches/{id}" })
        {
            var page = await http.GetStringAsync(path);
            PageRules.Hold(page, language, path);
            Assert.Contains(told, Words(page), StringComparison.Ordinal);
            Assert.Equal(value.Contains('/') ? 3 : 0, new HtmlParser().ParseDocument(page).QuerySelectorAll(".times li").Length);
        }
    }

    [Fact]
    public async Task Window_keywords_and_filings_are_told_and_stand_in_the_form_of_the_watchs_page_and_are_saved_from_it()
    {
        var http = await door.SignedInAsync("Whole", OrganisationKind.Brand);
        var filed = OpenDoor.Numbers(
            await (await OpenDoor.FileAsync(http, "Cup", OpenDoor.Picture(7_301))).Content.ReadAsStringAsync(),
            'F'
        );
        using var added = await OpenDoor.PostAsync(
            http,
            "/watches",
            Order(
                NewShop(),
                ("how", "weekly"),
                // As a browser sends what is left empty.
                ("hours", ""),
                ("cron", ""),
                ("days", "thu"),
                ("at", "09:30"),
                ("from", "22:00"),
                ("to", "06:00"),
                ("keywords", "silk\n真丝"),
                ("filings", filed.Single())
            )
        );
        Assert.Equal("/watches", added.RequestMessage!.RequestUri!.AbsolutePath);
        var list = await added.Content.ReadAsStringAsync();
        Assert.Contains("Swept only from 22:00 to 06:00 the next day", Words(list), StringComparison.Ordinal);
        Assert.Contains("one of: silk, 真丝", Words(list), StringComparison.Ordinal);
        Assert.Contains("chosen filings only: 1", Words(list), StringComparison.Ordinal);
        var path = new HtmlParser().ParseDocument(list).QuerySelector("article h2 a")!.GetAttribute("href")!;
        var page = new HtmlParser().ParseDocument(await http.GetStringAsync(path));
        Assert.Equal(["weekly", "THU", filed.Single()], page.QuerySelectorAll("input[checked]").Select(i => i.GetAttribute("value")!));
        Assert.Equal(
            ("22:00", "06:00"),
            (page.GetElementById("from")!.GetAttribute("value"), page.GetElementById("to")!.GetAttribute("value"))
        );
        Assert.Equal("silk\n真丝", page.GetElementById("keywords")!.TextContent);
        Assert.True(page.QuerySelector(".order details")!.HasAttribute("open"));

        using var saved = await OpenDoor.PostAsync(
            http,
            path,
            new()
            {
                ["name"] = "Renamed",
                ["how"] = "hours",
                ["hours"] = "12",
            },
            path
        );
        Assert.Equal(path, saved.RequestMessage!.RequestUri!.AbsolutePath);
        var now = Words(await saved.Content.ReadAsStringAsync());
        Assert.Contains("Renamed", now, StringComparison.Ordinal);
        Assert.Contains("Every 12 hours", now, StringComparison.Ordinal);
        Assert.DoesNotContain("Swept only from", now, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_an_order_is_listed_by_its_field()
    {
        var (http, other) = (await door.SignedInAsync("Faulty"), await door.SignedInAsync("Other"));
        var foreign = OpenDoor.Numbers(
            await (await OpenDoor.FileAsync(other, "X", OpenDoor.Picture(7_302))).Content.ReadAsStringAsync(),
            'F'
        );
        var form = Order(
            "file:///x",
            ("name", ""),
            ("how", "weekly"),
            ("days", "Montag"),
            ("at", "25:00"),
            ("from", "08:00"),
            ("to", "08:00"),
            ("keywords", "***"),
            ("filings", foreign.Single())
        );
        using var refused = await OpenDoor.PostAsync(http, "/api/watches", form, "/watches");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var errors = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("errors");
        Assert.Equal(
            ["address", "at", "days", "filings", "from", "keywords", "name"],
            errors.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)
        );
        Assert.Contains("your own filings", errors.GetProperty("filings")[0].GetString(), StringComparison.Ordinal);
        using var page = await OpenDoor.PostAsync(http, "/watches", form);
        var told = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        PageRules.Hold(told, "en", "/watches, refused");
        Assert.Equal("***", new HtmlParser().ParseDocument(told).GetElementById("keywords")!.TextContent);
        Assert.All(
            new HtmlParser().ParseDocument(told).QuerySelectorAll(".faults a"),
            a => Assert.Contains($"id=\"{a.GetAttribute("href")![1..]}\"", told, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("how", "yearly", "how")]
    [InlineData("hours", "0", "every")]
    [InlineData("hours", "745", "every")]
    [InlineData("hours", "often", "every")]
    [InlineData("cron", "0 0/4 * * * ?", "cron")]
    [InlineData("to", "06:00", "from")]
    [InlineData("from", "06:00", "to")]
    public async Task What_an_order_cannot_say_is_refused(string key, string value, string field)
    {
        var http = await door.SignedInAsync("Refused");
        var id = await OrderedAsync(http, ("hours", "24"));
        var form = new Dictionary<string, string> { ["name"] = "Shop", ["hours"] = "24" };
        form[key] = value;
        using var refused = await PutAsync(http, id, form);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var errors = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("errors");
        Assert.Equal(field, Assert.Single(errors.EnumerateObject()).Name);
    }

    [Fact]
    public async Task The_api_changes_a_watch_of_ones_own_and_no_other_is_there()
    {
        var (http, other) = (await door.SignedInAsync("Mine"), await door.SignedInAsync("Theirs", OrganisationKind.Regulator));
        var id = await OrderedAsync(http, ("hours", "744"));
        Dictionary<string, string> Change() =>
            new()
            {
                ["name"] = "Shop",
                ["days"] = "MON,SUN",
                ["at"] = "00:00",
                ["keywords"] = "a,b",
            };
        using var changed = await PutAsync(http, id, Change());
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        var order = JsonDocument.Parse(await http.GetStringAsync("/api/watches")).RootElement[0].GetProperty("order");
        Assert.Equal("0 0 0 ? * MON,SUN", order.GetProperty("cron").GetString());
        Assert.Equal(["a", "b"], order.GetProperty("keywords").EnumerateArray().Select(k => k.GetString()));

        using var unseen = await PutAsync(other, id, Change());
        Assert.Equal(HttpStatusCode.NotFound, unseen.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/watches/{id}")).StatusCode);
        using var unended = await OpenDoor.PostAsync(other, $"/watches/{id}/end", [], "/watches");
        Assert.Equal(HttpStatusCode.NotFound, unended.StatusCode);
        using var unchanged = await OpenDoor.PostAsync(other, $"/watches/{id}", Change(), "/watches");
        Assert.Equal(HttpStatusCode.NotFound, unchanged.StatusCode);
        using var forged = await http.PutAsync($"/api/watches/{id}", new FormUrlEncodedContent(Change()));
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);

        using var ended = await OpenDoor.PostAsync(http, $"/watches/{id}/end", [], $"/watches/{id}");
        Assert.Equal("/watches", ended.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/watches/{id}")).StatusCode);
    }

    [Fact]
    public async Task A_marketplace_that_others_watch_too_keeps_its_name_and_all_else_is_ones_own()
    {
        var (http, other) = (await door.SignedInAsync("First"), await door.SignedInAsync("Second"));
        var shop = NewShop();
        (await OpenDoor.PostAsync(http, "/watches", Order(shop, ("hours", "24")))).Dispose();
        (await OpenDoor.PostAsync(other, "/watches", Order(shop, ("hours", "24")))).Dispose();
        var id = JsonDocument.Parse(await http.GetStringAsync("/api/watches")).RootElement[0].GetProperty("id").GetString()!;
        using var renamed = await PutAsync(http, id, new() { ["name"] = "Thieves", ["hours"] = "24" });
        Assert.Equal(HttpStatusCode.BadRequest, renamed.StatusCode);
        using var changed = await PutAsync(http, id, new() { ["name"] = "Shop", ["hours"] = "1" });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        Assert.Contains("Every day", Words(await other.GetStringAsync("/watches")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_regulators_watch_is_for_every_filing_and_none_can_be_chosen()
    {
        var http = await door.SignedInAsync("Office", OrganisationKind.Regulator);
        Assert.Null(new HtmlParser().ParseDocument(await http.GetStringAsync("/watches")).GetElementById("filings"));
        var order = Order(NewShop(), ("hours", "24"), ("filings", $"F-{Guid.NewGuid():N}"));
        using var refused = await OpenDoor.PostAsync(http, "/api/watches", order, "/watches");
        Assert.Contains("every holder", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
