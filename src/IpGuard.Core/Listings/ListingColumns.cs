using System.Buffers;

namespace IpGuard.Core.Listings;

/// <summary>What a column of a table can be of a listing.</summary>
public enum ListingField
{
    Id,
    Url,
    Title,
    Description,
    Price,

    /// <summary>What is asked for now, where <see cref="Price"/> is what it was before; it goes before it where it can be read.</summary>
    SalePrice,
    Currency,
    SellerId,
    SellerName,
    SellerUrl,
    Category,
    ListedAt,

    /// <summary>Addresses of pictures; the one field that may have several columns.</summary>
    Pictures,
}

/// <summary>A field, the column or columns it is read from, and what stands in them.</summary>
/// <param name="Samples">Some values of the columns, as they came; for a person to judge the guess by.</param>
public sealed record ListingColumnChoice(ListingField Field, IReadOnlyList<string> Columns, IReadOnlyList<string> Samples);

/// <summary>Which column of a table is which field of a listing: guessed, shown, corrected, and kept.</summary>
public sealed partial class ListingColumns
{
    /// <summary>Tables of more columns are refused.</summary>
    public const int MostColumns = 500;

    const int SamplesShown = 3;

    // Room for so many is made beforehand.
    const int UsualPictures = 4;

    readonly IReadOnlyDictionary<ListingField, IReadOnlyList<int>> _columns;
    readonly IReadOnlyDictionary<ListingField, IReadOnlyList<int>> _doubts;
    readonly IReadOnlyList<IReadOnlyList<string?>> _samples;

    // One array access a field and row instead of a look-up.
    readonly int[] _single;
    readonly int[] _pictures;

    ListingColumns(
        IReadOnlyList<string> headers,
        IReadOnlyList<IReadOnlyList<string?>> samples,
        IReadOnlyDictionary<ListingField, IReadOnlyList<int>> columns,
        IReadOnlyDictionary<ListingField, IReadOnlyList<int>> doubts
    )
    {
        (Headers, _samples, _columns, _doubts) = (headers, samples, columns, doubts);
        _single = [.. Enum.GetValues<ListingField>().Select(f => columns.TryGetValue(f, out var c) && c.Count > 0 ? c[0] : -1)];
        _pictures = columns.TryGetValue(ListingField.Pictures, out var pictures) ? [.. pictures] : [];
        Used = [.. columns.Values.SelectMany(c => c).Distinct().Order()];
    }

    /// <summary>The table's columns by name, in its order.</summary>
    public IReadOnlyList<string> Headers { get; }

    /// <summary>Numbers from 0 of all columns that are read.</summary>
    public IReadOnlyList<int> Used { get; }

    /// <summary>Each field that has a column, with samples of what stands in it.</summary>
    public IReadOnlyList<ListingColumnChoice> Choices =>
        [
            .. Enum.GetValues<ListingField>()
                .Where(_columns.ContainsKey)
                .Select(f => new ListingColumnChoice(f, [.. _columns[f].Select(c => Headers[c])], SamplesOf(_columns[f]))),
        ];

    /// <summary>All reasons why no listings can be read with these columns; empty where they can.</summary>
    /// <remarks>Needed are an id, and a title or pictures. A field that several columns claim with the same right is a fault until
    /// <see cref="With"/> says which it is.</remarks>
    public IReadOnlyList<string> Faults
    {
        get
        {
            var faults = new List<string>();
            if (Headers.Count > MostColumns)
                faults.Add($"expected at most {MostColumns} columns, got {Headers.Count}");
            if (!_columns.ContainsKey(ListingField.Id))
                faults.Add($"expected a column with the id of each listing, found none among {Say(Enumerable.Range(0, Headers.Count))}");
            if (!_columns.ContainsKey(ListingField.Title) && !_columns.ContainsKey(ListingField.Pictures))
                faults.Add($"expected a column with titles or pictures, found neither among {Say(Enumerable.Range(0, Headers.Count))}");
            faults.AddRange(
                _doubts.Select(d => $"expected one column for {NameOf(d.Key)}, found {d.Value.Count}: {Say(d.Value)}; choose one")
            );
            faults.AddRange(
                _columns
                    .SelectMany(c => c.Value.Select(column => (column, c.Key)))
                    .GroupBy(x => x.column, x => x.Key)
                    .Where(g => g.Count() > 1)
                    .Select(g => $"expected each column for one field, got {Say([g.Key])} for {string.Join(" and ", g.Select(NameOf))}")
            );
            return faults;
        }
    }

    /// <summary>The same, with this field read from these columns; from none where none are given.</summary>
    /// <param name="columns">Numbers from 0; more than one for pictures only.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="ArgumentException">Several columns for a field that has one.</exception>
    public ListingColumns With(ListingField field, params IReadOnlyList<int> columns)
    {
        foreach (var column in columns)
        {
            if (column < 0 || column >= Headers.Count)
                throw new ArgumentOutOfRangeException(nameof(columns), column, $"expected a column from 0 to {Headers.Count - 1}");
        }

        if (columns.Count > 1 && field != ListingField.Pictures)
            throw new ArgumentException($"expected one column for {NameOf(field)}, got {columns.Count}", nameof(columns));
        var corrected = _columns.Where(c => c.Key != field).ToDictionary(c => c.Key, c => c.Value);
        if (columns.Count > 0)
            corrected[field] = [.. columns.Distinct()];
        return new(Headers, _samples, corrected, _doubts.Where(d => d.Key != field).ToDictionary(d => d.Key, d => d.Value));
    }

    /// <summary>The same choice for a table whose columns are in another order or are other ones: by their names.</summary>
    /// <remarks>A field whose columns are all gone has none; <see cref="Faults"/> says whether it was needed.</remarks>
    public ListingColumns For(IReadOnlyList<string> headers)
    {
        if (headers.SequenceEqual(Headers, StringComparer.Ordinal))
            return this;
        var columns = _columns
            .Select(c => (c.Key, Value: c.Value.Select(i => IndexOf(headers, Headers[i])).Where(i => i >= 0).ToList()))
            .Where(c => c.Value.Count > 0)
            .ToDictionary(c => c.Key, c => (IReadOnlyList<int>)c.Value);
        return new(headers, [], columns, new Dictionary<ListingField, IReadOnlyList<int>>());
    }

    /// <summary>One row as a listing's fields, before anything is believed.</summary>
    /// <param name="row">Values by column; columns that are missing or null have none.</param>
    public RawListing Read(ReadOnlySpan<string?> row)
    {
        var price = PriceOf(row);
        return new()
        {
            ExternalId = Value(row, ListingField.Id),
            Url = Value(row, ListingField.Url),
            Title = Value(row, ListingField.Title),
            Description = Value(row, ListingField.Description),
            Price = price.Text,
            Currency = price.Currency,
            SellerId = Value(row, ListingField.SellerId),
            SellerName = Value(row, ListingField.SellerName),
            SellerUrl = Value(row, ListingField.SellerUrl),
            Category = Value(row, ListingField.Category),
            ListedAt = Value(row, ListingField.ListedAt),
            PictureAddresses = PicturesOf(row),
        };
    }

    // A price that cannot be read is handed on as it is, so that the listing's fault shows it.
    (string? Text, string? Currency) PriceOf(ReadOnlySpan<string?> row)
    {
        var currency = Value(row, ListingField.Currency);
        if (Value(row, ListingField.SalePrice) is { } sale && ForeignPrice.Parse(sale, currency) is ForeignPrice.Known { Price: var now })
            return (PlainAmount.ToText(now.Amount), now.Currency);
        var text = Value(row, ListingField.Price);
        return ForeignPrice.Parse(text, currency) switch
        {
            ForeignPrice.Known { Price: var known } => (PlainAmount.ToText(known.Amount), known.Currency),
            ForeignPrice.Absent => (null, null),
            _ => (text, null),
        };
    }

    List<string> PicturesOf(ReadOnlySpan<string?> row)
    {
        var addresses = new List<string>(UsualPictures);
        foreach (var column in _pictures)
        {
            if (column < row.Length && row[column] is { } text)
                SplitPictures(text, addresses);
        }

        return addresses;
    }

    /// <summary>Adds the addresses in one field, apart by `|`, `;`, `,`, white space or line ends; at most a hundred.</summary>
    /// <remarks>In a field of web addresses, what may be part of one (RFC 3986, section 2.2) separates only where another begins behind it.
    /// Names of files hold spaces, so there they do not separate.</remarks>
    public static void SplitPictures(string text, List<string> into)
    {
        const int most = Listing.MaximumPictures * 2;
        var isWeb = text.Contains("//", StringComparison.Ordinal);
        var from = 0;
        for (var at = 0; at <= text.Length && into.Count < most; at++)
        {
            var next = text.AsSpan(at).IndexOfAny(Separators);
            at = next < 0 ? text.Length : at + next;
            if (at < text.Length && !Separates(text, at, isWeb))
                continue;
            var part = text.AsSpan(from, at - from).Trim().Trim(",;");
            if (!part.IsEmpty)
                into.Add(part.Length == text.Length ? text : part.ToString());
            from = at + 1;
        }
    }

    static readonly SearchValues<char> Separators = SearchValues.Create("|;,\n\r\t ");

    static bool Separates(string text, int at, bool isWeb)
    {
        if (text[at] is '|' or '\n')
            return true;
        if (!isWeb)
            return text[at] is ',' or ';';
        var rest = text.AsSpan(at + 1).TrimStart();
        return rest.IsEmpty
            || rest.StartsWith("//", StringComparison.Ordinal)
            || rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
    }

    string? Value(ReadOnlySpan<string?> row, ListingField field) =>
        _single[(int)field] is var column and >= 0 && column < row.Length && !string.IsNullOrWhiteSpace(row[column]) ? row[column] : null;

    List<string> SamplesOf(IReadOnlyList<int> columns) =>
        [
            .. _samples
                .SelectMany(r => columns.Where(c => c < r.Count).Select(c => PlainText.Clean(r[c], 200)))
                .Where(v => v.Length > 0)
                .Take(SamplesShown),
        ];

    static int IndexOf(IReadOnlyList<string> headers, string name)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i] == name)
                return i;
        }

        return -1;
    }

    string Say(IEnumerable<int> columns) => string.Join(", ", columns.Take(30).Select(c => $"“{PlainText.Clean(Headers[c], 40)}”"));
}
