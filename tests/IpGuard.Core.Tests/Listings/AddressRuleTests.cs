using System.Net;
using IpGuard.Core.Listings;

namespace IpGuard.Core.Tests.Listings;

public class AddressRuleTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    public void Reserved_addresses_are_refused_however_they_are_written(string address) =>
        Assert.False(AddressRule.IsAllowed(IPAddress.Parse(address), AddressPolicy.Production));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("64:ff9b::808:808")]
    public void Public_addresses_are_allowed(string address) =>
        Assert.True(AddressRule.IsAllowed(IPAddress.Parse(address), AddressPolicy.Production));

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:secret@example.com/")]
    [InlineData("https://example.com:8443/")]
    public void Addresses_that_lead_inside_or_elsewhere_are_refused(string address) =>
        Assert.NotNull(AddressRule.Refuse(new(address), AddressPolicy.Production));

    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("https://example.com/")]
    public void Web_addresses_on_their_own_ports_are_allowed(string address) =>
        Assert.Null(AddressRule.Refuse(new(address), AddressPolicy.Production));

    [Fact]
    public void Five_redirects_are_followed_and_a_sixth_is_not()
    {
        var (from, to) = (new Uri("https://example.com/a"), new Uri("https://example.org/b"));
        Assert.Null(AddressRule.RefuseRedirect(from, to, 4, AddressPolicy.Production));
        Assert.NotNull(AddressRule.RefuseRedirect(from, to, 5, AddressPolicy.Production));
    }

    [Fact]
    public void A_redirect_from_https_to_http_is_refused() =>
        Assert.NotNull(AddressRule.RefuseRedirect(new("https://example.com/"), new("http://example.com/"), 0, AddressPolicy.Production));

    [Fact]
    public void Production_opens_nothing() => Assert.False(AddressPolicy.Production.IsLoopbackOpen);
}
