namespace IpGuard.Market.Pages;

/// <summary>What a page's `meta` elements say of it (https://ogp.me; `product:` as
/// https://developers.pinterest.com/docs/web-features/product-rich-pins/ has it, `og:price:` as older Shopify themes do).</summary>
static class OpenGraph
{
    const int MostPictures = 200;

    static readonly string[] IdNames =
    [
        "product:retailer_item_id",
        "product:retailer_part_no",
        "product:mfr_part_no",
        "product:gtin",
        "product:ean",
        "product:upc",
        "product:isbn",
    ];

    /// <summary>What it says, product or not.</summary>
    /// <param name="isProduct">Whether it says that the page is one of a product.</param>
    public static PageFacts Read(PageHtml page, out bool isProduct)
    {
        var metas = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var pictures = new List<string>();
        foreach (var meta in page.Elements.Where(e => e.LocalName == "meta"))
        {
            var name = (meta.GetAttribute("property") ?? meta.GetAttribute("name"))?.Trim().ToLowerInvariant();
            if (string.IsNullOrEmpty(name) || meta.GetAttribute("content")?.Trim() is not { Length: > 0 } content)
                continue;
            metas.TryAdd(name, content);
            if (name is "og:image" or "og:image:url" && !pictures.Contains(content) && pictures.Count < MostPictures)
                pictures.Add(content);
            // The picture just named, by a better way.
            else if (name is "og:image:secure_url" && pictures.Count > 0)
                pictures[^1] = content;
            else if (name is "og:image:secure_url")
                pictures.Add(content);
        }

        string? Meta(params string[] names) => names.Select(n => metas.GetValueOrDefault(n)).FirstOrDefault(c => c is not null);
        var type = Meta("og:type") ?? "";
        var amount = Meta("product:price:amount", "og:price:amount");
        isProduct = amount is not null || IsProductType(type);
        var seller = Meta("product:retailer_title");
        return new()
        {
            Ids = [.. IdNames.Select(n => metas.GetValueOrDefault(n)).OfType<string>()],
            Title = Meta("og:title") ?? TitleOf(page) ?? Meta("twitter:title"),
            Description = Meta("og:description", "description", "twitter:description"),
            Price = PagePrice.Read(amount, Meta("product:price:currency", "og:price:currency")),
            Seller = seller is null ? null : new(seller, null, Meta("product:retailer")),
            Category = Meta("product:category"),
            Pictures = [.. pictures.Distinct(StringComparer.Ordinal)],
        };
    }

    // `product`, `og:product`, `product.item`, `product.group`.
    static bool IsProductType(string type)
    {
        var name = type[(type.LastIndexOf(':') + 1)..];
        return name.Equals("product", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("product.", StringComparison.OrdinalIgnoreCase);
    }

    static string? TitleOf(PageHtml page) =>
        page.Elements.FirstOrDefault(e => e.LocalName == "title") is { } title && PageHtml.TextOf(title).Trim() is { Length: > 0 } text
            ? text
            : null;
}
