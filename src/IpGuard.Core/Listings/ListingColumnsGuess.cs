using System.Text;
using System.Text.Json;

namespace IpGuard.Core.Listings;

public sealed partial class ListingColumns
{
    // Samples are foreign: beyond these nothing is learnt.
    const int MostSamples = 100;

    // Names as they stand in exports, lower case, without spaces, underscores, hyphens and what stands in brackets. Earlier ones go before
    // later ones, so that `商品链接` is the address and `店铺链接` is not. English names are Google Merchant's (support.google.com/merchants/
    // answer/7052112), Shopify's and WooCommerce's exports'; Chinese ones are those of Taobao's, 1688's and Pinduoduo's exports.
    static readonly Dictionary<ListingField, string[]> Names = new()
    {
        [ListingField.Id] =
        [
            "id|externalid|listingid|itemid|productid|offerid|goodsid|sku|asin|articleno|handle",
            "商品id|宝贝id|产品id|货品id|商品编号|商品编码|产品编号|编号|货号|商品货号|序列号",
        ],
        [ListingField.Url] =
        [
            "url|link|producturl|productlink|itemurl|listingurl|weburl|permalink|detailurl|href",
            "商品链接|宝贝链接|产品链接|商品网址|商品地址|详情链接|链接|网址|商品url",
        ],
        [ListingField.Title] =
        [
            "title|name|productname|producttitle|itemname|itemtitle|listingtitle|posttitle",
            "标题|商品标题|宝贝标题|商品名称|宝贝名称|产品名称|产品标题|名称|商品名|品名",
        ],
        [ListingField.Description] =
        [
            "description|desc|body|bodyhtml|productdescription|longdescription|content|shortdescription|summary",
            "描述|商品描述|宝贝描述|详情|商品详情|产品描述|简介|介绍",
        ],
        [ListingField.SalePrice] =
        [
            "saleprice|currentprice|discountprice|discountedprice|specialprice|finalprice|nowprice",
            "促销价|现价|折后价|优惠价|券后价|活动价|到手价",
        ],
        [ListingField.Price] =
        [
            "price|price.amount|price.value|amount|unitprice|regularprice|variantprice|listprice|cost",
            "价格|售价|单价|商品价格|一口价|销售价|销售价格|原价|标价",
        ],
        [ListingField.Currency] = ["currency|currencycode|pricecurrency|price.currency", "币种|货币|货币单位"],
        [ListingField.SellerId] =
        [
            "sellerid|externalsellerid|shopid|storeid|merchantid|vendorid|seller.id|shop.id|userid",
            "店铺id|卖家id|商家id|店铺编号|掌柜id",
        ],
        [ListingField.SellerName] =
        [
            "sellername|seller|shop|shopname|store|storename|merchant|merchantname|vendor|seller.name|shop.name|nickname",
            "店铺|店铺名称|店铺名|店名|卖家|卖家名称|卖家昵称|商家|商家名称|掌柜|掌柜名|旺旺",
        ],
        [ListingField.SellerUrl] =
        [
            "sellerurl|shopurl|storeurl|shoplink|storelink|sellerlink|seller.url|shop.url",
            "店铺链接|店铺网址|店铺地址|卖家链接|商家链接",
        ],
        [ListingField.Category] =
        [
            "category|categories|producttype|productcategory|type|categoryname|categorypath|googleproductcategory",
            "类目|分类|商品分类|商品类目|所属类目|类别|品类",
        ],
        [ListingField.ListedAt] =
        [
            "listedat|createdat|publishedat|created|published|pubdate|date|listingdate|createtime|publishtime|postdate",
            "上架时间|发布时间|创建时间|上架日期|发布日期|上新时间",
        ],
        [ListingField.Pictures] =
        [
            "pictures|picture|imagelink|additionalimagelink|image|images|imageurl|imageurls|imagesrc|picurl|photo|photos|mainimage|thumbnail"
                + "|pictureurl|img|imgurl|mainpic|primaryimage|variantimage|featuredimage",
            "图片|主图|商品图片|宝贝图片|产品图片|图片链接|图片地址|主图链接|主图地址|商品主图|附图|副图|详情图|细节图|图片url|主图url",
        ],
    };

    static readonly Dictionary<string, (ListingField Field, int Rank)> ByName = Names
        .SelectMany(n => n.Value.SelectMany(v => v.Split('|')).Select((name, rank) => (name, n.Key, rank)))
        .ToDictionary(x => Fold(x.name), x => (x.Key, x.rank), StringComparer.Ordinal);

    /// <summary>Guesses from the columns' names, and from their values where the names say nothing.</summary>
    /// <param name="headers">The names in their order; may be empty or twice.</param>
    /// <param name="sampleRows">Some rows; only the first hundred are looked at.</param>
    public static ListingColumns Guess(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string?>> sampleRows)
    {
        var samples = sampleRows.Take(MostSamples).ToList();
        var named = new Dictionary<ListingField, List<(int Column, int Rank)>>();
        var unnamed = new List<int>();
        for (var i = 0; i < Math.Min(headers.Count, MostColumns); i++)
        {
            if (FieldOf(headers[i]) is { } found)
                (named.TryGetValue(found.Field, out var all) ? all : named[found.Field] = []).Add((i, found.Rank));
            else
                unnamed.Add(i);
        }

        var (columns, doubts) = (new Dictionary<ListingField, IReadOnlyList<int>>(), new Dictionary<ListingField, IReadOnlyList<int>>());
        foreach (var (field, found) in named)
        {
            if (field == ListingField.Pictures)
            {
                columns[field] = [.. found.Select(f => f.Column)];
                continue;
            }

            var best = found.Min(f => f.Rank);
            var claims = found.Where(f => f.Rank == best).Select(f => f.Column).ToList();
            columns[field] = [claims[0]];
            if (claims.Count > 1)
                doubts[field] = claims;
        }

        GuessByValues(columns, unnamed, samples);
        return new([.. headers], samples, columns, doubts);
    }

    /// <summary>The field's name in kept JSON: lower case with underscores, as `seller_id`.</summary>
    public static string NameOf(ListingField field) => JsonNamingPolicy.SnakeCaseLower.ConvertName(field.ToString());

    /// <summary>For keeping: `{"headers":[…],"columns":{"id":[0],"pictures":[4,5]}}`. Samples are not kept.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(new Kept([.. Headers], _columns.ToDictionary(c => NameOf(c.Key), c => c.Value.ToArray())), JsonOptions);

    /// <summary>What was kept; null with the reason where it is something else.</summary>
    public static ListingColumns? FromJson(string json, out string? fault)
    {
        fault = null;
        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(json, JsonOptions);
            if (kept is not { Headers: not null, Columns: not null } || kept.Headers.Contains(null!))
            {
                fault = "expected “headers” and “columns”, got other JSON";
                return null;
            }

            var none = new Dictionary<ListingField, IReadOnlyList<int>>();
            var columns = new ListingColumns(kept.Headers, [], none, none);
            foreach (var (name, chosen) in kept.Columns)
            {
                if (Enum.GetValues<ListingField>().Where(f => NameOf(f) == name).Cast<ListingField?>().FirstOrDefault() is not { } field)
                {
                    fault = $"expected a field of a listing, got '{PlainText.Clean(name, 40)}'";
                    return null;
                }

                columns = columns.With(field, chosen ?? []);
            }

            return columns;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            fault = $"expected the columns of a table as JSON, got: {PlainText.Clean(e.Message, 200)}";
            return null;
        }
    }

    static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    sealed record Kept(string[] Headers, Dictionary<string, int[]> Columns);

    static (ListingField Field, int Rank)? FieldOf(string header)
    {
        var name = Fold(header);
        if (ByName.TryGetValue(name, out var found))
            return found;
        // `image_2`, `图片3`, `主图1`: one of several of its kind.
        var bare = name.TrimEnd("0123456789".ToCharArray());
        return bare.Length < name.Length && ByName.TryGetValue(bare, out found) && found.Field == ListingField.Pictures ? found : null;
    }

    static string Fold(string header)
    {
        var name = PlainText.Clean(header, 80).Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        if (name.StartsWith("g:", StringComparison.Ordinal))
            name = name[2..];
        var bracket = name.IndexOf('(', StringComparison.Ordinal);
        if (bracket > 0)
            name = name[..bracket];
        return name.Replace(" ", "", StringComparison.Ordinal)
            .Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal)
            .Trim('*', ':', '"', '\'');
    }

    static void GuessByValues(Dictionary<ListingField, IReadOnlyList<int>> columns, List<int> unnamed, List<IReadOnlyList<string?>> samples)
    {
        List<string> ValuesOf(int column) =>
            [.. samples.Where(r => column < r.Count && !string.IsNullOrWhiteSpace(r[column])).Select(r => r[column]!.Trim())];
        var values = unnamed.Select(c => (Column: c, Values: ValuesOf(c))).Where(c => c.Values.Count > 0).ToList();
        Take(ListingField.Pictures, v => v.All(ListingColumnValues.IsPicture), all: true);
        Take(ListingField.Url, v => v.All(ListingColumnValues.IsAddress));
        Take(ListingField.Currency, v => v.All(x => x.Length == 3 && ForeignPriceWords.CodeOf(x) is not null));
        Take(ListingField.ListedAt, v => v.All(ListingColumnValues.IsDay));
        // A price says so by its sign, its currency or its cents; a bare number may be anything.
        Take(ListingField.Price, v => v.All(ListingColumnValues.IsPrice) && v.Any(ListingColumnValues.SaysItIsPrice));
        // Only what is never twice, short and without spaces can be an id.
        Take(ListingField.Id, v => v.All(ListingColumnValues.IsIdLike) && v.Distinct(StringComparer.Ordinal).Count() == samples.Count);
        Take(ListingField.Title, v => v.All(x => x.Length is >= 4 and <= 300) && v.Any(x => x.Any(char.IsLetter)));

        void Take(ListingField field, Func<List<string>, bool> fits, bool all = false)
        {
            if (columns.ContainsKey(field))
                return;
            var found = values.Where(c => fits(c.Values)).Take(all ? int.MaxValue : 1).ToList();
            if (found.Count == 0)
                return;
            columns[field] = [.. found.Select(f => f.Column)];
            values.RemoveAll(found.Contains);
        }
    }
}
