using IpGuard.Core.Matching;
using IpGuard.Flows.Sweeps;
using IpGuard.Vision.Drawing;

namespace IpGuard.Web.Tests.Matching;

/// <summary>What copiers do to a filed picture, and what is said of each: where it is seen, and what is different.</summary>
[Collection(nameof(DoorCollection))]
public class CopyWalks(OpenDoor door)
{
    static readonly Attack[] Attacks = [Attack.Crop60, Attack.Border, Attack.Collage, Attack.Screenshot, Attack.Mirror];

    static PictureOpinion Opinion(JudgedListing judged) => judged.Ranked[0].Verdict.Evidence.Picture!;

    [Fact]
    public async Task A_crop_a_border_a_collage_and_a_screenshot_are_matched_and_outlined()
    {
        var work = Bazaar.Design(7_001);
        var number = await Bazaar.FileAsync(door, "Copied", work);
        var others = Enumerable.Range(0, 3).Select(i => Bazaar.Design(7_100 + i)).ToList();
        using var bazaar = new Bazaar(door, [.. Attacks.Select(a => ($"{a}", AttackPainter.Apply(work, a, 3, others)))]);
        var (outcome, judged) = await bazaar.SweepAsync(isThorough: true);
        Assert.Null(outcome.Fault);
        Assert.All(Attacks, a => Assert.Equal(number, judged[$"{a}"].Ranked[0].FilingNumber));
        Assert.All(Attacks, a => Assert.NotEqual(Likeness.Different, judged[$"{a}"].Ranked[0].Verdict.Likeness));
        Assert.All(Attacks, a => Assert.NotNull(Opinion(judged[$"{a}"]).Where));
        Assert.Equal(Attacks.Length, outcome.Counts.SameMatches + outcome.Counts.NearMatches);

        var crop = Opinion(judged[$"{Attack.Crop60}"]);
        Assert.Equal(CopyKind.PartOfPicture, crop.Kind);
        Assert.Equal(0.6, crop.Differences.Single(d => d.Kind == DifferenceKind.Cropped).Amount, 0.06);
        Assert.InRange(NegativeBank.BoxOf(crop).Share, 0.9f, 1.001f);

        AssertSurrounded(Opinion(judged[$"{Attack.Collage}"]), 0.2f, 0.28f);
        AssertSurrounded(Opinion(judged[$"{Attack.Screenshot}"]), 0.45f, 0.55f);
        // A border of 5 to 28 hundredths a side.
        AssertSurrounded(Opinion(judged[$"{Attack.Border}"]), 0.4f, 0.88f);
        Assert.Contains(Opinion(judged[$"{Attack.Mirror}"]).Differences, d => d.Kind == DifferenceKind.Mirrored);
    }

    static void AssertSurrounded(PictureOpinion opinion, float least, float most)
    {
        Assert.Contains(opinion.Differences, d => d.Kind == DifferenceKind.Surrounded && d.Amount >= least && d.Amount <= most);
        Assert.InRange(NegativeBank.BoxOf(opinion).Share, least, most);
        Assert.DoesNotContain(opinion.Differences, d => d.Kind == DifferenceKind.Cropped);
    }

    [Fact]
    public async Task What_copies_nothing_ranks_below_every_copy()
    {
        var work = Bazaar.Design(7_200);
        var number = await Bazaar.FileAsync(door, "Alone", work);
        Attack[] plain = [Attack.Resaved, Attack.Crop80, Attack.Mirror];
        using var bazaar = new Bazaar(
            door,
            [
                .. plain.Select(a => ($"copy-{a}", AttackPainter.Apply(work, a, 1))),
                .. Enumerable.Range(0, 5).Select(i => ($"honest-{i}", Bazaar.Design(7_300 + i))),
            ]
        );
        var (_, judged) = await bazaar.SweepAsync(isThorough: true);
        double ScoreOf(JudgedListing listing) =>
            listing.Ranked.Where(r => r.FilingNumber == number).Select(r => r.Verdict.Score).DefaultIfEmpty(0).Max();
        var copies = judged.Where(j => j.Key.StartsWith("copy", StringComparison.Ordinal)).Select(j => ScoreOf(j.Value)).ToList();
        var honest = judged.Where(j => j.Key.StartsWith("honest", StringComparison.Ordinal)).Select(j => ScoreOf(j.Value)).ToList();
        Assert.Equal((3, 5), (copies.Count, honest.Count));
        Assert.True(copies.Min() > honest.Max(), $"{copies.Min()} beside {honest.Max()}");
    }
}
