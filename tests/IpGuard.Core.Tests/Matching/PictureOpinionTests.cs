using IpGuard.Core.Matching;

namespace IpGuard.Core.Tests.Matching;

public class PictureOpinionTests
{
    internal static KeypointFit Keypoints(Affine map, int cells = 30) =>
        new(
            map,
            60,
            [.. Enumerable.Range(0, 12).Select(i => new MatchedPoint(new(i * 20, 30), map.Apply(new SheetPoint(i * 20, 30))))],
            cells,
            cells
        );

    internal static OverlayFit Laid(
        Affine map,
        float likeness = 0.8f,
        float? eitherSign = null,
        float alike = 0.9f,
        float? broad = null,
        float drawn = 20
    ) => new(map, likeness, likeness, eitherSign ?? MathF.Abs(likeness), alike, 1, 1, drawn, broad ?? likeness);

    internal static PictureEvidence Evidence(
        KeypointFit? keypoints = null,
        OverlayFit? overlay = null,
        int partBits = 100,
        float partCosine = 0
    ) => new(100, partBits, 0, 0, partCosine, 0, 0, keypoints, default, 0, overlay, 0);

    static PictureOpinion Of(PictureEvidence evidence, double score = 0.95, byte[]? listedColours = null) =>
        PictureOpinion.Of(score, evidence, Scenes.Features(1), Scenes.Features(2, colours: listedColours));

    static PictureOpinion Placed(Affine map) => Of(Evidence(Keypoints(map), Laid(map)));

    static Difference Only(PictureOpinion opinion, DifferenceKind kind) => Assert.Single(opinion.Differences, d => d.Kind == kind);

    static Affine AboutMiddle(Affine map) => AffineTests.Shift(-256, -256).Then(map).Then(AffineTests.Shift(256, 256));

    [Fact]
    public void The_same_picture_in_the_same_place_differs_in_nothing()
    {
        var opinion = Placed(Affine.Identity);
        Assert.Empty(opinion.Differences);
        Assert.Equal((CopyKind.SamePicture, Orientation.Upright), (opinion.Kind, opinion.Turn));
        Assert.Equal([new(0, 0), new(1, 0), new(1, 1), new(0, 1)], opinion.Where!.Listed);
        Assert.Equal(opinion.Where.Filed, opinion.Where.Listed);
    }

    [Fact]
    public void A_mirrored_copy_is_said_to_be_mirrored_and_not_turned()
    {
        var opinion = Placed(Affine.Mirror(512));
        Assert.Equal([DifferenceKind.Mirrored], opinion.Differences.Select(d => d.Kind));
        Assert.Equal(Orientation.Mirrored, opinion.Turn);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-40)]
    [InlineData(90)]
    [InlineData(180)]
    public void A_turn_is_told_in_degrees(float degrees)
    {
        var turn = AffineTests.Turn(degrees * MathF.PI / 180);
        Assert.InRange(
            Math.Abs(Only(Placed(AboutMiddle(turn)), DifferenceKind.Turned).Amount),
            Math.Abs(degrees) - 0.1,
            Math.Abs(degrees) + 0.1
        );
        var mirrored = Placed(AboutMiddle(Affine.Scaling(-1, 1).Then(turn)));
        Assert.InRange(Math.Abs(Only(mirrored, DifferenceKind.Turned).Amount), Math.Abs(degrees) - 0.1, Math.Abs(degrees) + 0.1);
        Only(mirrored, DifferenceKind.Mirrored);
    }

    [Theory]
    [InlineData(2.4f, false)]
    [InlineData(2.6f, true)]
    public void Less_than_two_and_a_half_degrees_are_no_turn(float degrees, bool isTold) =>
        Assert.Equal(
            isTold,
            Placed(AboutMiddle(AffineTests.Turn(degrees * MathF.PI / 180))).Differences.Any(d => d.Kind == DifferenceKind.Turned)
        );

    [Theory]
    [InlineData(0.95f, false)]
    [InlineData(0.8f, true)]
    [InlineData(0.5f, true)]
    public void A_crop_is_told_with_the_share_that_is_shown(float side, bool isTold)
    {
        // The work is larger than the listing, and hangs over on all sides.
        var opinion = Placed(AboutMiddle(Affine.Scaling(1 / side, 1 / side)));
        Assert.Equal(isTold, opinion.Kind == CopyKind.PartOfPicture);
        if (isTold)
            Assert.Equal(side * side, Only(opinion, DifferenceKind.Cropped).Amount, 0.01);
        Assert.DoesNotContain(opinion.Differences, d => d.Kind == DifferenceKind.Surrounded);
        var lost = (1 - side) / 2;
        Assert.All(opinion.Where!.Filed, s => Assert.InRange(s.X, lost - 0.01f, 1.01f - lost));
    }

    [Fact]
    public void A_work_in_a_larger_picture_is_surrounded_and_outlined_where_it_lies()
    {
        var opinion = Placed(Affine.Scaling(0.5f, 0.5f).Then(AffineTests.Shift(256, 128)));
        Assert.Equal(0.25, Only(opinion, DifferenceKind.Surrounded).Amount, 0.01);
        Assert.Equal(CopyKind.SamePicture, opinion.Kind);
        var box = NegativeBank.BoxOf(opinion);
        Assert.InRange(box.OverlapWith(new(0.5f, 0.25f, 0.5f, 0.5f)), 0.99f, 1.01f);
    }

    [Fact]
    public void A_squeeze_is_told_as_the_ratio_of_the_axes() =>
        Assert.Equal(1.25, Only(Placed(AboutMiddle(Affine.Scaling(1.25f, 1))), DifferenceKind.Squeezed).Amount, 0.01);

    [Fact]
    public void Other_colours_make_it_recoloured_and_another_light_does_not()
    {
        var evidence = Evidence(Keypoints(Affine.Identity), Laid(Affine.Identity));
        var red = Of(evidence, listedColours: Scenes.Colours(190, 80, 90));
        Only(red, DifferenceKind.Recoloured);
        Assert.Equal(CopyKind.RecolouredOrRedrawn, red.Kind);
        Assert.Equal(CopyKind.SamePicture, Of(evidence, listedColours: Scenes.Colours(150, 150, 150)).Kind);
    }

    [Fact]
    public void Dark_for_light_is_inverted_and_counts_as_recoloured()
    {
        var opinion = Of(Evidence(overlay: Laid(Affine.Identity, likeness: -0.8f, eitherSign: 0.8f)));
        Only(opinion, DifferenceKind.Inverted);
        Assert.Equal((CopyKind.RecolouredOrRedrawn, Voices.Overlay), (opinion.Kind, opinion.Voices));
    }

    [Fact]
    public void What_is_lost_in_detail_is_softened_and_what_is_hidden_is_covered()
    {
        Only(Of(Evidence(overlay: Laid(Affine.Identity, likeness: 0.5f, broad: 0.8f))), DifferenceKind.Softened);
        Assert.Equal(0.4, Only(Of(Evidence(overlay: Laid(Affine.Identity, alike: 0.6f))), DifferenceKind.Covered).Amount, 0.01);
        Assert.Empty(Of(Evidence(overlay: Laid(Affine.Identity, alike: 0.8f))).Differences);
    }

    [Fact]
    public void Where_no_place_is_known_the_hash_speaks_for_the_same_picture_and_the_network_for_the_design()
    {
        var byHash = Of(Evidence(partBits: Pdq.SamePictureBits));
        Assert.Equal((CopyKind.SamePicture, Voices.Hash), (byHash.Kind, byHash.Voices));
        var byNetwork = Of(Evidence(partBits: Pdq.SamePictureBits + 1, partCosine: 0.3f));
        Assert.Equal((CopyKind.SameDesignOtherPhotograph, Voices.Network), (byNetwork.Kind, byNetwork.Voices));
        Assert.Null(byNetwork.Where);
        Assert.Empty(byNetwork.Differences);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void Ten_cells_place_a_work_and_nine_do_not(int cells, bool isPlaced) =>
        Assert.Equal(isPlaced, Of(Evidence(Keypoints(Affine.Identity, cells))).Where is not null);

    [Theory]
    [InlineData(0.4999, CopyKind.Unclear)]
    [InlineData(0.5, CopyKind.SamePicture)]
    public void Below_the_near_score_no_kind_is_named(double score, CopyKind expected) =>
        Assert.Equal(expected, Of(Evidence(Keypoints(Affine.Identity)), score).Kind);

    [Fact]
    public void Everything_that_speaks_is_named_and_lines_are_kept_few()
    {
        var many = Keypoints(Affine.Identity) with
        {
            Inliers = [.. Enumerable.Range(0, 200).Select(i => new MatchedPoint(new(i, i), new(i, i)))],
        };
        var opinion = Of(Evidence(many, Laid(Affine.Identity), partBits: 3, partCosine: 0.8f));
        Assert.Equal(Voices.Hash | Voices.Keypoints | Voices.Network | Voices.Overlay, opinion.Voices);
        Assert.Equal(Correspondence.MostPoints, opinion.Where!.Points.Count);
    }

    [Fact]
    public void Every_map_that_is_met_gives_spots_on_the_pictures_and_amounts_that_are_numbers() =>
        CsCheck.Check.Sample(
            AffineTests.Maps,
            map =>
            {
                var opinion = Placed(map);
                Assert.All(opinion.Differences, d => Assert.True(double.IsFinite(d.Amount)));
                var spots = opinion.Where is { } where ? where.Filed.Concat(where.Listed) : [];
                Assert.All(spots, s => Assert.True(s is { X: >= 0 and <= 1, Y: >= 0 and <= 1 }));
            }
        );
}
