using System.Text;
using CsCheck;
using IpGuard.Core.Listings;
using IpGuard.Core.Watches;
using IpGuard.Market;
using IpGuard.Market.Tables;
using IpGuard.Market.Web;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>Tables as operators and marketplaces' exports hand them in.</summary>
public sealed class TableMarketplaceTests : MarketplaceContract, IAsyncLifetime
{
    static readonly DateTime Written = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    readonly string _folder = Directory.CreateTempSubdirectory("ipguard-tables-").FullName;
    readonly HttpClient _http = new();
    readonly List<FeedServer> _servers = [];

    static TableMarketplaceTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var server in _servers)
            await server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected override async Task<IMarketplace> OpenAsync(IReadOnlyList<GivenListing> listings)
    {
        var server = await FeedServer.StartAsync();
        server.Pictures = [.. listings.Select(l => l.Picture)];
        _servers.Add(server);
        // The server's address is another one each time, and the records have to be the same: pictures are named where they are asked for.
        var needsPictures = listings.Count == 1;
        var rows = listings.Select((l, i) => $"{l.Id},{l.Title},{l.Price}{(needsPictures ? $",{server.Address}/pictures/{i}" : ",")}\r\n");
        return Open(Encoding.UTF8.GetBytes("商品ID,标题,价格,主图\r\n" + string.Concat(rows)));
    }

    TableMarketplace Open(byte[] bytes, ListingColumns? columns = null) =>
        new(new(_http, Manners.Hasty, TimeProvider.System), Write(bytes), columns);

    string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder, "table.csv");
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, Written);
        return path;
    }

    async Task<List<ListingReading>> ReadAsync(string text, ListingColumns? columns = null) =>
        await ReadAsync(Encoding.UTF8.GetBytes(text), columns);

    async Task<List<ListingReading>> ReadAsync(byte[] bytes, ListingColumns? columns = null)
    {
        using var table = Open(bytes, columns);
        return [.. (await table.ReadAllAsync()).Select(l => l.Reading)];
    }

    static Listing Whole(ListingReading reading) => Assert.IsType<ListingReading.Whole>(reading).Listing;

    static string Say(IEnumerable<ListingReading> readings) =>
        string.Join(
            ' ',
            readings.Select(r => r is ListingReading.Whole whole ? $"{whole.Listing.ExternalId}={whole.Listing.Title}" : "broken")
        );

    async Task<string> FaultAsync(string text) => (await Assert.ThrowsAsync<MarketplaceException>(() => ReadAsync(text))).Message;

    public static TheoryData<string, string, bool> Exports =>
        new()
        {
            { "utf-8", ",", false },
            { "utf-8", ",", true },
            { "utf-8", ";", true },
            { "utf-8", "\t", false },
            { "utf-8", "|", false },
            { "utf-16", "\t", true },
            { "utf-16", "\t", false },
            { "utf-16BE", ",", true },
            { "gb18030", ",", false },
            { "gb18030", "\t", false },
        };

    [Theory]
    [MemberData(nameof(Exports))]
    public async Task What_spreadsheets_export_is_read(string encodingName, string delimiter, bool hasMark)
    {
        var encoding = Encoding.GetEncoding(encodingName);
        var text =
            "商品ID,标题,价格,店铺,图片\r\n7,\"云纹, \"\"丝\"\";\t|\n连衣裙\",¥129.00,云裳旗舰店,https://a.example/1.jpg\r\n8,x,,,\r\n".Replace(
                ",",
                delimiter
            );
        byte[] bytes = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        var readings = await ReadAsync(bytes);
        var listing = Whole(readings[0]);
        Assert.Equal(2, readings.Count);
        Assert.StartsWith("云纹", listing.Title, StringComparison.Ordinal);
        Assert.EndsWith("连衣裙", listing.Title, StringComparison.Ordinal);
        Assert.Contains("\"丝\"", listing.Title, StringComparison.Ordinal);
        Assert.Equal((new Price(129, "CNY"), "云裳旗舰店"), (listing.Price, listing.Seller!.Name));
        Assert.Equal("https://a.example/1.jpg", Assert.Single(listing.Pictures).Address);
    }

    [Fact]
    public async Task Excels_line_that_names_the_delimiter_counts() =>
        Assert.Equal("1=a,b 2=c", Say(await ReadAsync("sep=;\r\nid;title\r\n1;a,b\r\n2;c\r\n")));

    [Fact]
    public async Task Json_lines_are_read_with_lists_and_objects_within()
    {
        var listing = Whole(
            (
                await ReadAsync(
                    """
                    {"id":7,"title":"Dress","price":{"amount":12.5,"currency":"EUR"},"images":["//a.example/1.jpg","//a.example/2.jpg"]}
                    {"title":"Coat","id":"8","seller":{"id":"s","name":"Shop"},"x":[{"y":[]}]}

                    """.ReplaceLineEndings("\n")
                )
            )[0]
        );
        Assert.Equal(
            ("7", "Dress", new Price(12.5m, "EUR"), 2),
            (listing.ExternalId, listing.Title, listing.Price, listing.Pictures.Count)
        );
    }

    [Fact]
    public async Task A_broken_line_of_json_costs_no_other() =>
        Assert.Equal(
            "1=a broken broken broken broken 2=b",
            Say(
                await ReadAsync(
                    "{\"id\":1,\"title\":\"a\"}\n{\"id\n[1]\n{\"id\":1}{}\n{\"id\":1,\"title\":\"\\ud800\"}\n{\"id\":2,\"title\":\"b\"}\n"
                )
            )
        );

    [Fact]
    public async Task Json_cut_in_its_last_line_is_told() =>
        Assert.Contains("cut at row", await FaultAsync("{\"id\":1,\"ti"), StringComparison.Ordinal);

    [Theory]
    [InlineData("1,a\n2,\"5 inch\n3,c\n4,d\n", "1=a 2=5 inch 3=c 4=d")]
    [InlineData("1,a\n2,5\" screen\n3,c\n", "1=a 2=5\" screen 3=c")]
    [InlineData("1,a\n2,\"5 inch\n3,\"c\"\n4,d\n", "1=a 2=5 inch 3=c 4=d")]
    [InlineData("1,a\n2\n3,c,x,y\n", "1=a broken 3=c")]
    [InlineData("1,a\n\n\n,b\n3,c", "1=a broken 3=c")]
    public async Task A_row_with_a_stray_quote_or_of_another_length_costs_no_other(string rows, string expected) =>
        Assert.Equal(expected, Say(await ReadAsync("id,title\n" + rows)));

    [Fact]
    public async Task A_row_longer_than_a_megabyte_is_broken_and_costs_no_other() =>
        Assert.Equal("1=a broken 3=c", Say(await ReadAsync($"id,title\n1,a\n2,{new string('x', 1_200_000)}\n3,c\n")));

    [Fact]
    public async Task A_quote_that_opens_a_long_table_costs_its_own_row()
    {
        var rows = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i},{(i == 5 ? "\"" : "")}{new string('y', 60)}\n"));
        var readings = await ReadAsync("id,title\n" + rows);
        Assert.Equal(40_000, readings.Count(r => r is ListingReading.Whole));
    }

    [Fact]
    public async Task Ids_that_come_twice_are_both_handed_out_in_their_order() =>
        Assert.Equal("1=a 1=b", Say(await ReadAsync("id,title\n1,a\n1,b\n")));

    [Fact]
    public async Task A_rows_bytes_are_its_own()
    {
        using var table = Open("id,title\r\n1,\"a\nb\"\r\n2,c\r\n"u8.ToArray());
        Assert.Equal(["1,\"a\nb\"", "2,c"], (await table.ReadAllAsync()).Select(l => Encoding.UTF8.GetString(l.Raw.Span)));
    }

    [Fact]
    public async Task Columns_that_were_chosen_are_read_and_all_their_faults_are_told()
    {
        var columns = TableMarketplace.Guess(Write("a,b,c\n1,x,z\n2,y,z\n"u8.ToArray()));
        Assert.NotEmpty(columns.Faults);
        var chosen = columns.With(ListingField.Id, 0).With(ListingField.Title, 2);
        Assert.Equal("1=z 2=z", Say(await ReadAsync("a,b,c\n1,x,z\n2,y,z\n", ListingColumns.FromJson(chosen.ToJson(), out _))));
        Assert.Equal("1=z", Say(await ReadAsync("c,a\nz,1\n", chosen)));
        var fault = await Assert.ThrowsAsync<MarketplaceException>(() => ReadAsync("x,y\nz,1\n", chosen));
        Assert.Contains("id of each", fault.Message, StringComparison.Ordinal);
        Assert.Contains("titles or pictures", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK\u0003\u0004 a workbook")]
    [InlineData("%PDF-1.7")]
    [InlineData("[{\"id\":1}]")]
    [InlineData("<table></table>")]
    [InlineData("\u0001\0\0\u0002\0\u0007\0binary")]
    public async Task What_is_no_table_is_told(string text) =>
        Assert.Contains("expected", await FaultAsync(text), StringComparison.Ordinal);

    [Fact]
    public async Task A_table_that_is_not_there_is_told()
    {
        using var table = new TableMarketplace(new(_http, Manners.Hasty, TimeProvider.System), Path.Combine(_folder, "none.csv"));
        Assert.Contains("found none", (await Assert.ThrowsAsync<MarketplaceException>(() => table.PageAsync(SweepCursor.Start))).Message);
    }

    [Fact]
    public async Task A_table_that_was_replaced_is_read_from_its_first_row()
    {
        var rows = string.Concat(Enumerable.Range(0, 500).Select(i => $"{i},t\n"));
        using var table = Open(Encoding.UTF8.GetBytes("id,title\n" + rows));
        var first = await table.PageAsync(SweepCursor.Start);
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "table.csv"), Written.AddSeconds(1));
        var again = await table.PageAsync(first.Next);
        Assert.Equal("0", Whole(again.Listings[0].Reading).ExternalId);
        Assert.Equal("200", Whole((await table.PageAsync(again.Next)).Listings[0].Reading).ExternalId);
    }

    [Fact]
    public async Task A_picture_on_this_machine_is_not_fetched()
    {
        using var table = Open("id,title\n1,a\n"u8.ToArray());
        foreach (var address in new[] { "/etc/passwd", "file:///etc/passwd", "table.csv" })
            Assert.IsType<PictureFetch.Failed>(await table.FetchPictureAsync(new(address), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Any_bytes_give_listings_or_a_reason()
    {
        var piece = Gen.OneOf(
            Gen.Byte.Array[0, 30],
            Gen.OneOf([
                .. new[]
                {
                    "id,title\n",
                    "1,a\n",
                    "\"",
                    "\"\"",
                    ",",
                    "\n",
                    "\r\n",
                    "{\"id\":1}",
                    "{",
                    "}",
                    "sep=;\n",
                    "\uFEFF",
                    "[",
                    "\\u",
                    "\t",
                    "\0",
                }.Select(s => Gen.Const(Encoding.UTF8.GetBytes(s))),
            ])
        );
        piece.Array[0, 25].Select(parts => parts.SelectMany(p => p).ToArray()).Sample(Holds, iter: 1_500, threads: 1);

        bool Holds(byte[] bytes)
        {
            try
            {
                return ReadAsync(bytes).GetAwaiter().GetResult() is not null
                    && ReadAsync([.. "id,title\n1,a\n"u8, .. bytes]).GetAwaiter().GetResult() is not null;
            }
            catch (MarketplaceException e)
            {
                return e.Message.Length > 0;
            }
        }
    }
}
