using IpGuard.Core.Listings;

namespace IpGuard.Core.Tests.Listings;

public class ScreenshotRuleTests
{
    [Theory]
    [InlineData("https://shop.example/1", true)]
    [InlineData("http://shop.example/1", true)]
    [InlineData("ftp://shop.example/1", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("view-source:https://shop.example", false)]
    [InlineData("shop.example/1", false)]
    [InlineData("/products/1", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void There_is_a_page_at_an_http_address_only(string? address, bool isPage) =>
        Assert.Equal(isPage, ScreenshotRule.IsPage(address));

    [Theory]
    [InlineData("GET", "https://shop.example/a.png", true)]
    [InlineData("HEAD", "https://shop.example/a.png", false)]
    [InlineData("POST", "https://shop.example/a.png", false)]
    [InlineData("OPTIONS", "https://shop.example/a.png", false)]
    [InlineData("GET", "chrome://version", false)]
    [InlineData("GET", "ws://shop.example", false)]
    public void A_page_may_read_over_http_and_do_nothing_else(string method, string address, bool isGiven) =>
        Assert.Equal(isGiven, ScreenshotRule.Refuse(method, address) is null);

    // 300 files and 48 MB, as ScreenshotRule.Usual says.
    [Theory]
    [InlineData(299, 0, true)]
    [InlineData(300, 0, false)]
    [InlineData(0, 48L * 1024 * 1024 - 1, true)]
    [InlineData(0, 48L * 1024 * 1024, false)]
    public void A_page_is_given_so_much(int asked, long bytes, bool isGiven) =>
        Assert.Equal(isGiven, ScreenshotRule.Usual.Exceeded(asked, bytes) is null);
}
