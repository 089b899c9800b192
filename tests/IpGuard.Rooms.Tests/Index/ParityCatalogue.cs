using IpGuard.Core.Matching;
using IpGuard.Index;

namespace IpGuard.Rooms.Tests.Index;

/// <summary>One question, as a sweep asks it.</summary>
/// <param name="Source">The work that it is a copy of; null for a stranger.</param>
/// <param name="Title">What the listing is called means.</param>
sealed record ParityQuestion(PreparedPicture Picture, Effort Effort, string[] Also, PictureKey? Source, Embedding Title);

/// <summary>Works and questions for two indexes to be compared by: half of the questions are copies of works, from hardly changed to hardly
/// to be known again, half are strangers.</summary>
sealed class ParityCatalogue
{
    // Each tenth work has a second picture, and each tenth is a version of an earlier one.
    const int Tenth = 10;

    const int StrangerSeed = 5_000_000;

    ParityCatalogue(List<IndexedFeatures> pictures, List<ParityQuestion> questions) => (Pictures, Questions) = (pictures, questions);

    public IReadOnlyList<IndexedFeatures> Pictures { get; }

    public IReadOnlyList<ParityQuestion> Questions { get; }

    public static ParityCatalogue Make(int works, int questions)
    {
        var features = new PictureFeatures[works];
        Parallel.For(0, works, i => features[i] = MadeCatalogue.Work(i));
        for (var i = Tenth; i < works; i += Tenth)
            features[i] = MadeCatalogue.Copy(features[i - 3], i, 0.3f);
        var pictures = new IndexedFeatures[works + ((works + Tenth - 1) / Tenth)];
        Parallel.For(0, works, i => pictures[i] = MadeCatalogue.Indexed(new(Number(i), 1), features[i], i));
        Parallel.For(
            works,
            pictures.Length,
            i => pictures[i] = MadeCatalogue.Indexed(new(Number((i - works) * Tenth), 2), MadeCatalogue.Work(i), (i - works) * Tenth)
        );
        var asked = new ParityQuestion[questions];
        Parallel.For(0, questions, i => asked[i] = Ask(i, works, pictures));
        return new([.. pictures], [.. asked]);
    }

    static ParityQuestion Ask(int i, int works, IndexedFeatures[] pictures)
    {
        var random = new Random(3_000_000 + i);
        var isDeep = i % 5 == 0;
        string[] also = i % 7 == 0 ? [Number(random.Next(works)), Number(random.Next(works)), "F-unknown"] : [];
        var source = i % 2 == 0 ? pictures[random.Next(pictures.Length)] : null;
        var strength = i / 2 % 11 / 10f;
        var features = source is null
            ? MadeCatalogue.Work(StrangerSeed + i)
            : MadeCatalogue.Copy(source.Features!, 4_000_000 + i, strength);
        var title = MadeCatalogue.Mixed(
            MadeCatalogue.TitleMeaning(random.Next(works)),
            MadeCatalogue.Direction(random),
            1 - (strength / 2)
        );
        var picture = new PreparedPicture(features);
        return new(isDeep ? picture : picture.WithoutParts(), isDeep ? Effort.Deep : Effort.Fast, also, source?.Key, Embedding.Of(title)!);
    }

    static string Number(int work) => $"F-{work:000000}";
}
