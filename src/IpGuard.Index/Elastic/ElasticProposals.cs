using IpGuard.Core.Matching;
using IpGuard.Index.Embedded;

namespace IpGuard.Index.Elastic;

/// <summary>The nearest pictures by each kind of evidence, in two rounds: who comes near, then what each is compared by. The numbers are
/// made here, from the very bytes that the embedded index has.</summary>
/// <remarks>A picture that is among the best by a part's embedding, normalised or not, is among that part's nearest, so that the first
/// round misses none that the graph does not miss. By words it is asked for more than are wanted, since Elasticsearch does not see how
/// alike the keypoints are.</remarks>
sealed class ElasticProposals(
    Asking asking,
    WordRarity rarity,
    HashQuestion hashes,
    LikenessQuestions likeness,
    Vocabulary? vocabulary,
    IReadOnlyList<Embedding> background
)
{
    readonly Background _background = new(background);

    // Of what shares words, so many times as many as are wanted are looked at: fewer miss some of the best by votes, which depend on how
    // alike the keypoints are (IndexParityTests prints how many).
    const int MoreByWords = 16;

    const int MostDocuments = 10_000;

    // Documents of one picture: the whole and its regions.
    const int MostPartsOfPicture = 64;

    static readonly string[] RowFields = ["part", "row"];

    public async Task<Found<NearPicture>> AskAsync(
        PreparedPicture listed,
        int perEvidence,
        IReadOnlyCollection<string> also,
        CancellationToken stop
    )
    {
        var missing = new NotAsked();
        // No kind of evidence waits for another.
        var (byParts, byWords) = (
            NearPartsAsync(listed.Features, perEvidence, missing, stop),
            WordsAsync(listed, perEvidence, missing, stop)
        );
        var (byHash, spokenFor) = (ByHashAsync(listed.Features.Regions, perEvidence, missing, stop), OfFilingsAsync(also, missing, stop));
        await Task.WhenAll(byParts, byWords, byHash, spokenFor);
        var (asked, words) = (await byParts, await byWords);
        HashSet<PictureKey> chosen = [.. asked.Chosen(perEvidence), .. await byHash, .. await spokenFor];
        // Keypoints first: most of those that share words are not chosen, and nothing else of them is read.
        var votes = await VotesAsync(words, [.. chosen.Union(words.Candidates)], missing, stop);
        chosen.UnionWith(
            words
                .Candidates.Where(key => votes.GetValueOrDefault(key) > Proposals.LeastVotes)
                .OrderByDescending(key => votes[key])
                .ThenBy(key => key, Proposals.Order)
                .Take(perEvidence)
        );
        var (parts, wholes) = await PartsAsync([.. chosen], [.. asked.Neighbours.Except(chosen)], missing, stop);
        return new(
            [
                .. chosen
                    .Where(key => parts.GetValueOrDefault(key)?.Whole is not null)
                    .Select(key => new NearPicture(key, asked.Nearness(key, parts[key], wholes, votes.GetValueOrDefault(key))))
                    .OrderByDescending(n => n.Near.PartCosine)
                    .ThenBy(n => n.Near.PartBits)
                    .ThenBy(n => n.Key, Proposals.Order),
            ],
            missing.All()
        );
    }

    async Task<AskedPicture> NearPartsAsync(PictureFeatures listed, int perEvidence, NotAsked missing, CancellationToken stop)
    {
        var embeddings = listed.Regions.Select(r => r.Embedding).OfType<Embedding>().ToList();
        var nearest = likeness.NearestAsync(embeddings, null, AskedPicture.Kept, missing, stop);
        Embedding[] whole = listed.Whole.Embedding is { } has ? [has] : [];
        var most = Math.Max(AskedPicture.Kept, perEvidence);
        var wholes = likeness.NearestAsync(whole, HashQuestion.IsPart(0), most, missing, stop);
        await Task.WhenAll(nearest, wholes);
        return new(listed, [.. embeddings.Zip(await nearest, _background.Nearest(embeddings))], (await wholes).SingleOrDefault());
    }

    async Task<AskedWords> WordsAsync(PreparedPicture listed, int perEvidence, NotAsked missing, CancellationToken stop)
    {
        if (vocabulary is null || listed.Features.Keypoints.Count == 0)
            return AskedWords.None;
        List<(ushort[] Words, Keypoints Keypoints)> variants =
        [
            (vocabulary.WordsOf(listed.Features.Keypoints.Descriptors), listed.Features.Keypoints),
            (vocabulary.WordsOf(listed.Mirrored.Descriptors), listed.Mirrored),
        ];
        var (counts, all) = await rarity.CountsAsync(variants.SelectMany(v => v.Words), stop);
        var weighed = variants.Select(v => WordRarity.RarestFirst(v.Words, counts, all));
        var found = await likeness.ByWordsAsync([.. weighed], MoreByWords * perEvidence, stop);
        missing.Add(found.NotAsked);
        return new(variants, counts, all, [.. found.Items.Select(i => i.Key)]);
    }

    async Task<IEnumerable<PictureKey>> ByHashAsync(
        IReadOnlyList<Region> regions,
        int perEvidence,
        NotAsked missing,
        CancellationToken stop
    )
    {
        var asked = regions.Where(r => !r.IsFlat).Select(r => r.Hashes).Distinct().Select(ElasticPictureIndex.Turns).ToList();
        if (asked.Count == 0)
            return [];
        var found = await hashes.NearestAsync(asked, HashQuestion.IsPartHash, Proposals.PartRadiusBits, perEvidence, stop);
        missing.Add(found.NotAsked);
        return found
            .Items.GroupBy(f => f.Key)
            .Select(g => (g.Key, Bits: g.Min(f => f.Bits)))
            .OrderBy(f => f.Bits)
            .ThenBy(f => f.Key, Proposals.Order)
            .Take(perEvidence)
            .Select(f => f.Key);
    }

    async Task<IEnumerable<PictureKey>> OfFilingsAsync(IReadOnlyCollection<string> filings, NotAsked missing, CancellationToken stop)
    {
        if (filings.Count == 0)
            return [];
        var query = new QueryClause { Terms = new() { ["owner"] = [.. filings] } };
        return (await ReadAsync([Whole(query, MostDocuments, [])], missing, stop))[0].Select(h => h.Fields!.Key);
    }

    async Task<Dictionary<PictureKey, float>> VotesAsync(
        AskedWords words,
        IReadOnlyList<PictureKey> pictures,
        NotAsked missing,
        CancellationToken stop
    )
    {
        if (words.Variants.Count == 0)
            return [];
        var searches = pictures.Chunk(MostDocuments).Select(some => Whole(Of(some), some.Length, ["points"]));
        var votes = new Dictionary<PictureKey, float>();
        foreach (var hit in (await ReadAsync([.. searches], missing, stop)).SelectMany(h => h))
        {
            if (hit.Fields!.Points is [var points])
                votes[hit.Fields.Key] = words.Votes(PointRow.Read(points));
        }

        return votes;
    }

    // All parts of the chosen, and the whole of those beside which they are normalised.
    async Task<(Dictionary<PictureKey, PictureParts> Parts, Dictionary<PictureKey, Embedding?> Wholes)> PartsAsync(
        IReadOnlyList<PictureKey> chosen,
        IReadOnlyList<PictureKey> beside,
        NotAsked missing,
        CancellationToken stop
    )
    {
        var ofChosen = chosen.Chunk(MostDocuments / MostPartsOfPicture).ToList();
        var searches = ofChosen
            .Select(some => Read(Of(some), some.Length * MostPartsOfPicture, RowFields))
            .Concat(beside.Chunk(MostDocuments).Select(some => Whole(Of(some), some.Length, RowFields)));
        var read = await ReadAsync([.. searches], missing, stop);
        var (parts, wholes) = (new Dictionary<PictureKey, PictureParts>(), new Dictionary<PictureKey, Embedding?>());
        foreach (var (hit, isChosen) in read.SelectMany((hits, i) => hits.Select(hit => (hit, i < ofChosen.Count))))
        {
            if (hit.Fields is not { Row: [var bytes], Part: [var part] } fields)
                continue;
            var row = PartRow.Read(bytes);
            if (part == 0)
                wholes[fields.Key] = row.Embedding;
            if (!isChosen)
                continue;
            if (!parts.TryGetValue(fields.Key, out var picture))
                parts.Add(fields.Key, picture = new());
            picture.Add(part, row);
        }

        return (parts, wholes);
    }

    async Task<IReadOnlyList<IReadOnlyList<Hit>>> ReadAsync(IReadOnlyList<SearchBody> searches, NotAsked missing, CancellationToken stop)
    {
        var (hits, notAsked) = await asking.AskAsync(searches, stop);
        missing.Add(notAsked);
        return hits;
    }

    static QueryClause Of(IEnumerable<PictureKey> pictures) =>
        new() { Terms = new() { ["picture"] = [.. pictures.Select(PictureDocument.PictureOf)] } };

    static SearchBody Whole(QueryClause query, int most, IReadOnlyList<string> fields) =>
        Read(new() { Bool = new() { Filter = [query, HashQuestion.IsPart(0)] } }, most, fields);

    static SearchBody Read(QueryClause query, int most, IReadOnlyList<string> fields) =>
        new()
        {
            Size = Math.Min(most, MostDocuments),
            Query = query.Bool is null ? new() { Bool = new() { Filter = [query] } } : query,
            DocvalueFields = fields,
        };
}

/// <summary>The words of the asking picture and of its mirror image, and who may share them.</summary>
sealed record AskedWords(
    IReadOnlyList<(ushort[] Words, Keypoints Keypoints)> Variants,
    IReadOnlyDictionary<ushort, int> Counts,
    int All,
    IReadOnlyList<PictureKey> Candidates
)
{
    public static AskedWords None { get; } = new([], new Dictionary<ushort, int>(), 1, []);

    /// <param name="points">The other picture's keypoints.</param>
    public float Votes(IReadOnlyList<(ushort Word, ulong Signature)> points) =>
        points.Count == 0 ? 0 : Variants.Max(v => WordVotes.Of(v.Words, v.Keypoints, RarityOf, points));

    float RarityOf(ushort word) =>
        Counts.TryGetValue(word, out var pictures) && pictures <= WordVotes.MostPictures ? WordVotes.Rarity(All, pictures) : 0;
}
