using IpGuard.Core.Listings;

namespace IpGuard.Core.Tests.Listings;

public class ListingColumnsTests
{
    static ListingColumns Guess(string headers, params string[] rows) =>
        ListingColumns.Guess(headers.Split('|'), rows.Select(r => (IReadOnlyList<string?>)r.Split('|')));

    static string ColumnsOf(ListingColumns columns, ListingField field) =>
        string.Join('+', columns.Choices.Where(c => c.Field == field).SelectMany(c => c.Columns));

    [Fact]
    public void English_names_are_known_however_they_are_written()
    {
        var columns = Guess("ID|Product Title|product-url|Sale Price|PRICE (USD)|image_link|Additional Image Link|Vendor|product_type");
        Assert.Empty(columns.Faults);
        Assert.Equal("Product Title", ColumnsOf(columns, ListingField.Title));
        Assert.Equal("product-url", ColumnsOf(columns, ListingField.Url));
        Assert.Equal("PRICE (USD)", ColumnsOf(columns, ListingField.Price));
        Assert.Equal("Sale Price", ColumnsOf(columns, ListingField.SalePrice));
        Assert.Equal("image_link+Additional Image Link", ColumnsOf(columns, ListingField.Pictures));
        Assert.Equal("Vendor", ColumnsOf(columns, ListingField.SellerName));
        Assert.Equal("product_type", ColumnsOf(columns, ListingField.Category));
    }

    [Fact]
    public void Chinese_names_are_known()
    {
        var columns = Guess("商品ID|标题|商品链接|价格（元）|店铺|店铺链接|主图|图片2|类目|上架时间|描述|币种");
        Assert.Empty(columns.Faults);
        Assert.Equal(Enum.GetValues<ListingField>().Length - 2, columns.Choices.Count);
        Assert.Equal("主图+图片2", ColumnsOf(columns, ListingField.Pictures));
        Assert.Equal("店铺链接", ColumnsOf(columns, ListingField.SellerUrl));
        Assert.Equal("商品链接", ColumnsOf(columns, ListingField.Url));
    }

    [Fact]
    public void Values_tell_what_names_do_not()
    {
        var columns = Guess(
            "a|b|c|d|e|f",
            "x-1|https://shop.example/1|https://cdn.example/1.jpg?w=3|¥12.00|Silk cloud dress|2026-01-02",
            "x-2|https://shop.example/2|https://cdn.example/2.png|¥13.00|Wool moon coat|2026-01-03"
        );
        Assert.Equal(
            ["a", "b", "e", "d", "f", "c"],
            new[]
            {
                ListingField.Id,
                ListingField.Url,
                ListingField.Title,
                ListingField.Price,
                ListingField.ListedAt,
                ListingField.Pictures,
            }.Select(f => ColumnsOf(columns, f))
        );
        Assert.Equal(["x-1", "x-2"], columns.Choices[0].Samples);
    }

    [Fact]
    public void A_column_of_ids_that_come_twice_is_not_guessed() =>
        Assert.Contains("id of each", Guess("a|title", "x-1|t", "x-1|t").Faults[0], StringComparison.Ordinal);

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var faults = Guess("foo|价格|价格").Faults;
        Assert.Equal(3, faults.Count);
        Assert.Contains("id", faults[0], StringComparison.Ordinal);
        Assert.Contains("titles or pictures", faults[1], StringComparison.Ordinal);
        Assert.Contains("found 2", faults[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_correction_replaces_the_guess_and_ends_the_doubt()
    {
        var columns = Guess("id|title|title|price").With(ListingField.Title, 2);
        Assert.Empty(columns.Faults);
        Assert.Equal("b", columns.Read(["1", "a", "b", "2"]).Title);
        Assert.Null(columns.With(ListingField.Price).Read(["1", "a", "b", "2"]).Price);
        Assert.Contains("each column for one field", columns.With(ListingField.Url, 0).Faults.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_correction_to_a_column_that_is_not_there_is_refused()
    {
        var columns = Guess("id|title");
        Assert.Throws<ArgumentOutOfRangeException>(() => columns.With(ListingField.Title, 2));
        Assert.Throws<ArgumentException>(() => columns.With(ListingField.Title, 0, 1));
    }

    [Fact]
    public void What_is_kept_comes_back_and_fits_a_table_of_another_order()
    {
        var kept = Guess("id|title|图片|picture").With(ListingField.Pictures, 3, 2).ToJson();
        var columns = Assert.IsType<ListingColumns>(ListingColumns.FromJson(kept, out _));
        Assert.Equal("""{"headers":["id","title","图片","picture"],"columns":{"id":[0],"title":[1],"pictures":[3,2]}}""", kept);
        Assert.Equal(["p", "q"], columns.Read(["1", "t", "q", "p"]).PictureAddresses);
        var other = columns.For(["图片", "new", "id", "title"]);
        Assert.Equal(("1", "t"), (other.Read(["q", "", "1", "t"]).ExternalId, other.Read(["q", "", "1", "t"]).Title));
        Assert.NotEmpty(columns.For(["x"]).Faults);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"headers":["id"],"columns":{"id":[7]}}""")]
    [InlineData("""{"headers":["id"],"columns":{"colour":[0]}}""")]
    [InlineData("""{"headers":[null],"columns":{}}""")]
    public void What_was_not_kept_by_us_is_told(string json)
    {
        Assert.Null(ListingColumns.FromJson(json, out var fault));
        Assert.NotEmpty(fault!);
    }

    [Fact]
    public void The_sale_price_goes_before_the_price_where_it_can_be_read()
    {
        var columns = Guess("id|title|price|sale_price|currency");
        Assert.Equal(("9.50", "CNY"), PriceOf("12.00|9.50|CNY"));
        Assert.Equal(("12.00", "CNY"), PriceOf("12.00||CNY"));
        Assert.Equal(("12.00", "USD"), PriceOf("12.00 USD|soon|CNY"));
        Assert.Equal((null, null), PriceOf("免费||CNY"));
        Assert.Equal(("about ten", null), PriceOf("about ten||CNY"));

        (string?, string?) PriceOf(string rest) =>
            columns.Read([.. $"1|t|{rest}".Split('|')]) is var raw ? (raw.Price, raw.Currency) : default;
    }

    [Theory]
    [InlineData("https://a.example/1.jpg,https://a.example/2.jpg", 2)]
    [InlineData("https://a.example/1.jpg; https://a.example/2.jpg", 2)]
    [InlineData("https://a.example/1.jpg|https://a.example/2.jpg|", 2)]
    [InlineData("https://a.example/1.jpg https://a.example/2.jpg", 2)]
    [InlineData("https://a.example/1.jpg\n//a.example/2.jpg", 2)]
    [InlineData("https://a.example/w_1,h_2;q/1.jpg", 1)]
    [InlineData("https://a.example/my picture.jpg", 1)]
    [InlineData("1.jpg,2.jpg;3.jpg", 3)]
    [InlineData("my picture.jpg", 1)]
    [InlineData("", 0)]
    public void Pictures_in_one_field_are_taken_apart_but_no_address_is(string text, int count)
    {
        var parts = new List<string>();
        ListingColumns.SplitPictures(text, parts);
        Assert.Equal(count, parts.Count);
    }

    [Fact]
    public void Short_and_long_rows_are_read_as_far_as_they_go()
    {
        var columns = Guess("id|title|price");
        Assert.Equal(("1", null), (columns.Read(["1"]).ExternalId, columns.Read(["1"]).Title));
        Assert.Equal("t", columns.Read(["1", "t", "2", "3", "4"]).Title);
    }
}
