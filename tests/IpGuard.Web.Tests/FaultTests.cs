using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace IpGuard.Web.Tests;

/// <summary>Whatever is wrong with a form is said at once, at its field, in the reader's language, and what was typed is kept.</summary>
[Collection(nameof(DoorCollection))]
public class FaultTests(OpenDoor door)
{
    static async Task<IHtmlDocument> PageAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        // Each fault that is told at the top leads to a field, and that field is tied to what is wrong with it.
        foreach (var link in page.QuerySelectorAll(".faults a"))
        {
            var field = page.QuerySelector(link.GetAttribute("href")!)!;
            Assert.Equal("true", field.GetAttribute("aria-invalid"));
            Assert.Contains($"{field.Id}-fault", field.GetAttribute("aria-describedby")!.Split(' '));
            Assert.Contains(link.TextContent, page.GetElementById($"{field.Id}-fault")!.TextContent, StringComparison.Ordinal);
        }

        return page;
    }

    static List<string> Fields(IHtmlDocument page) => [.. page.QuerySelectorAll("[aria-invalid]").Select(f => f.Id!)];

    [Theory]
    [InlineData("zh-CN", "不是可受理的图片格式", "请填写作品名称")]
    [InlineData("en", "not a picture of a format", "Give a title")]
    public async Task A_refused_draft_is_told_field_by_field(string language, string picture, string title)
    {
        var http = await door.SignedInAsync("Faulty", language: language);
        using var answer = await OpenDoor.FileAsync(http, " ", "PK\u0003\u0004 zip"u8.ToArray(), fileName: "photo.jpg");
        var page = await PageAsync(answer);
        Assert.Equal(["pictures", "title"], Fields(page));
        Assert.Contains(picture, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(title, page.Body.TextContent, StringComparison.Ordinal);
        // What was typed is still there.
        Assert.Equal("Lin", page.QuerySelector("[name=author]")!.GetAttribute("value"));
        Assert.True(page.QuerySelector("[name=category][value=apparel]")!.HasAttribute("checked"));
    }

    [Theory]
    [InlineData("zh-CN", "密码至少 12 个字符")]
    [InlineData("en", "at least 12 characters long")]
    public async Task A_refused_sign_up_is_told_field_by_field(string language, string password)
    {
        var form = new Dictionary<string, string>
        {
            ["organisation"] = " ",
            ["kind"] = "Brand",
            ["email"] = "no address",
            ["password"] = "short",
        };
        var page = await PageAsync(await OpenDoor.PostAsync(door.Stranger(language), "/sign-up", form));
        Assert.Equal(["organisation", "email", "password"], Fields(page));
        Assert.Contains(password, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("no address", page.QuerySelector("#email")!.GetAttribute("value"));
        Assert.DoesNotContain("\"short\"", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_watch_is_told_field_by_field()
    {
        var form = new Dictionary<string, string>
        {
            ["name"] = "",
            ["address"] = "file:///etc/passwd",
            ["hours"] = "0",
        };
        var page = await PageAsync(await OpenDoor.PostAsync(await door.SignedInAsync("Lost"), "/watches", form));
        Assert.Equal(["name", "address", "every"], Fields(page));
        Assert.Equal("file:///etc/passwd", page.QuerySelector("#address")!.GetAttribute("value"));
    }
}
