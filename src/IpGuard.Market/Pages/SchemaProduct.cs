namespace IpGuard.Market.Pages;

/// <summary>What schema.org's words say of a product (https://schema.org/Product, and what
/// https://developers.google.com/search/docs/appearance/structured-data/merchant-listing makes of them).</summary>
static class SchemaProduct
{
    const int MostVariants = 100;
    const int MostPictures = 200;

    static readonly HashSet<string> Products = new(StringComparer.OrdinalIgnoreCase)
    {
        "Product",
        "ProductGroup",
        "ProductModel",
        "IndividualProduct",
        "SomeProducts",
        "Vehicle",
    };

    // Fallbacks in this order: what the site calls it, and then what the trade does.
    static readonly string[] IdNames = ["sku", "productID", "productGroupID", "mpn", "gtin", "gtin13", "gtin14", "gtin12", "gtin8", "isbn"];

    /// <summary>The product that a page is about: of several, the one that names the page's own address, or else the first. Null where
    /// the page is about none; the products of a list, or those that go well with it, are none.</summary>
    public static PageFacts? Read(SchemaGraph graph, Uri basis, Uri address)
    {
        var products = graph
            .Tops.SelectMany(t => new[] { t }.Concat(graph.Nodes(t, "mainEntity")))
            .Select(graph.Follow)
            .Where(IsProduct)
            .ToList();
        var product = products.FirstOrDefault(p => IsAt(SchemaGraph.Text(p, "url"), address)) ?? products.FirstOrDefault();
        return product is null ? null : ToFacts(graph, product, basis);
    }

    static bool IsProduct(SchemaNode node) => node.Types.Exists(Products.Contains);

    static bool IsAt(string? url, Uri address) =>
        url is not null
        && Uri.TryCreate(address, url, out var at)
        && at.Host.Equals(address.Host, StringComparison.OrdinalIgnoreCase)
        && at.PathAndQuery == address.PathAndQuery;

    static PageFacts ToFacts(SchemaGraph graph, SchemaNode product, Uri basis)
    {
        var variants = graph.Nodes(product, "hasVariant").Take(MostVariants).ToList();
        SchemaNode[] tellers = variants.Count > 0 ? [product, variants[0]] : [product];
        var offers = tellers.SelectMany(t => graph.Nodes(t, "offers")).ToList();
        // An aggregate's lowest price is one of its offers', and the offers within have the seller.
        var told = offers.Concat(offers.SelectMany(o => graph.Nodes(o, "offers"))).ToList();
        return new()
        {
            // The group's own name first: which variant stands first changes with the stock.
            Ids = [.. tellers.SelectMany(t => IdNames.Select(n => SchemaGraph.Text(t, n))).OfType<string>()],
            Title = tellers.Select(t => SchemaGraph.Text(t, "name")).OfType<string>().FirstOrDefault(),
            Description = tellers.Select(t => SchemaGraph.Text(t, "description")).OfType<string>().FirstOrDefault(),
            Price = told.Select(o => PriceOf(graph, o)).OfType<PagePrice>().FirstOrDefault(),
            Seller = told.Concat(tellers).Select(o => SellerOf(graph, o, basis)).OfType<PageSeller>().FirstOrDefault(),
            Category =
                SchemaGraph.Text(product, "category") ?? graph.Nodes(product, "category").Select(NameOf).OfType<string>().FirstOrDefault(),
            ListedAt =
                told.Select(o => SchemaGraph.Text(o, "availabilityStarts")).OfType<string>().FirstOrDefault()
                ?? SchemaGraph.Text(product, "datePublished"),
            Pictures =
            [
                .. new[] { product }
                    .Concat(variants)
                    .SelectMany(p => PicturesOf(graph, p))
                    .Distinct(StringComparer.Ordinal)
                    .Take(MostPictures),
            ],
        };
    }

    static string? NameOf(SchemaNode node) => SchemaGraph.Text(node, "name");

    static PagePrice? PriceOf(SchemaGraph graph, SchemaNode offer)
    {
        var currency = SchemaGraph.Text(offer, "priceCurrency");
        foreach (var name in (string[])["price", "lowPrice"])
        {
            if (PagePrice.Read(SchemaGraph.Text(offer, name), currency) is { } price)
                return price;
        }

        return graph
            .Nodes(offer, "priceSpecification")
            .Select(s => PagePrice.Read(SchemaGraph.Text(s, "price"), SchemaGraph.Text(s, "priceCurrency") ?? currency))
            .OfType<PagePrice>()
            .FirstOrDefault();
    }

    // The brand is who made it, and no seller.
    static PageSeller? SellerOf(SchemaGraph graph, SchemaNode offer, Uri basis)
    {
        foreach (var name in (string[])["seller", "offeredBy"])
        {
            foreach (var seller in graph.Nodes(offer, name))
            {
                var (title, url) = (NameOf(seller), SchemaGraph.Text(seller, "url"));
                // `#seller` and `_:b0` name it within this page alone.
                var id = seller.Id is { } own && own.Length > 1 && own[0] is not ('#' or '_') ? own : null;
                if (title is not null || url is not null || id is not null)
                    return new(title, Absolute(url, basis), Absolute(id, basis) ?? Absolute(url, basis));
            }

            if (SchemaGraph.Text(offer, name) is { } text)
                return new(text, null, null);
        }

        return null;
    }

    static string? Absolute(string? text, Uri basis) => text is not null && Uri.TryCreate(basis, text, out var at) ? at.AbsoluteUri : null;

    static IEnumerable<string> PicturesOf(SchemaGraph graph, SchemaNode product)
    {
        foreach (var value in product.All("image"))
        {
            if (value.Text is { } text)
                yield return text;
            else if (value.Node is { } node && graph.Follow(node) is var picture)
            {
                // Of one picture: the file itself, or else where it is shown.
                if ((SchemaGraph.Text(picture, "contentUrl") ?? SchemaGraph.Text(picture, "url") ?? picture.Id) is { } address)
                    yield return address;
            }
        }
    }
}
