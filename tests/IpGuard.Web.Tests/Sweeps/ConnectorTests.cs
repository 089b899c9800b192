using IpGuard.Flows;
using IpGuard.Flows.Watches;
using IpGuard.Web.Tests.Ledger;
using Microsoft.Extensions.Configuration;

namespace IpGuard.Web.Tests.Sweeps;

/// <summary>Marketplaces' own interfaces: off until their keys are given.</summary>
public sealed class ConnectorTests
{
    static HouseSettings Read(params (string Key, string Value)[] values) =>
        HouseSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(values.Select(v => KeyValuePair.Create($"IpGuard:Connectors:{v.Key}", (string?)v.Value)))
                .Build()
        );

    static async Task<IReadOnlyList<FieldFault>> OrderAsync(OpenHouse house, MarketplaceKind kind, string keywords) =>
        await house.Get<WatchFlow>().AddAsync(house.Holder, "lin", "Search", kind, keywords, new(Hours: 24), CancellationToken.None);

    [Fact]
    public void Without_keys_none_is_on_and_with_them_each_says_its_terms()
    {
        Assert.Empty(Read().Connectors.On);
        var on = Read(("Etsy:Key", "keystring-1234:secret-5678")).Connectors.On;
        Assert.Equal(MarketplaceKind.Etsy, Assert.Single(on).Kind);
        Assert.NotEmpty(on[0].Licence.Caution);
    }

    [Theory]
    [InlineData("Ebay:ClientId", "a", "Ebay:ClientSecret: expected a value")]
    [InlineData("Etsy:Key", "short", "expected a secret of 8")]
    [InlineData("Etsy:Keys", "keystring-1234:secret-5678", "Etsy:Keys: expected one of")]
    [InlineData("Alibaba:Key", "x", "Alibaba: expected one of")]
    [InlineData("Amazon:Url", "ftp://x", "Amazon:Url: expected an http(s) address")]
    public void Keys_that_are_missing_or_unknown_are_told_and_never_shown(string key, string value, string told)
    {
        var refused = Assert.Throws<InvalidConfigurationException>(() => Read((key, value)));
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-5678", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connector_that_is_off_cannot_be_ordered()
    {
        await using var house = await OpenHouse.OpenAsync();
        var fault = Assert.Single(await OrderAsync(house, MarketplaceKind.Etsy, "dress"));
        Assert.Equal("kind", fault.Field);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ,")]
    [InlineData("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21")]
    public async Task Keywords_are_counted_before_they_are_asked_for(string keywords)
    {
        await using var house = await OpenHouse.OpenAsync();
        Assert.Contains(await OrderAsync(house, MarketplaceKind.Etsy, keywords), f => f.Field == "address");
    }
}
