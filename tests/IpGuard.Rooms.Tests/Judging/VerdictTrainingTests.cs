using System.Text.Json;
using IpGuard.Core.Matching;
using IpGuard.Judging.Fusion;

namespace IpGuard.Rooms.Tests.Judging;

public sealed class VerdictTrainingTests : IDisposable
{
    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static Evidence Of(double picture, double words) =>
        new(
            256,
            Orientation.Upright,
            1,
            1,
            new(words, words, null, 0, 0),
            new(picture, CopyKind.Unclear, Voices.None, [], null, 0, 128, 0, null, false, Orientation.Upright),
            NameEvidence.None,
            ContextEvidence.None
        );

    [Fact]
    public void A_trained_model_is_loaded_and_its_scores_mean_what_they_say()
    {
        var trained = VerdictTraining.Train(new(MadeLabels.Draw(1, 6_000)), _folder.Path);
        Assert.InRange(trained.Report.ExpectedError, 0, 0.04);
        Assert.InRange(trained.Report.Brier, 0, trained.Report.BaseBrier / 2);
        using var model = VerdictModel.Load(_folder.Path);
        var unseen = MadeLabels.Draw(2, 3_000);
        var report = CalibrationReport.Of([.. unseen.Select(l => (model.ScoreOf(l.Numbers), l.IsCopy))]);
        Assert.InRange(report.ExpectedError, 0, 0.05);
        Assert.InRange(model.Weigh(Of(0.9, 0.8)).Score, 0.8, 0.999999);
        Assert.InRange(model.Weigh(Of(0.1, 0)).Score, 0.000001, 0.2);
    }

    [Fact]
    public void Ten_thousand_verdicts_are_strictly_ordered()
    {
        VerdictTraining.Train(new(MadeLabels.Draw(1, 3_000)), _folder.Path);
        using var model = VerdictModel.Load(_folder.Path);
        var random = new Random(3);
        var scores = Enumerable.Range(0, 10_000).Select(_ => model.Weigh(Of(random.NextDouble(), random.NextDouble())).Score).ToList();
        Assert.Equal(scores.Count, scores.Distinct().Count());
        Assert.All(scores, s => Assert.InRange(s, 1e-9, 1 - 1e-9));
    }

    [Fact]
    public void Shares_of_a_verdict_sum_to_it()
    {
        VerdictTraining.Train(new(MadeLabels.Draw(1, 3_000)), _folder.Path);
        using var model = VerdictModel.Load(_folder.Path);
        var evidence = Of(0.8, 0.6);
        var nothing = Calibration.ToLogOdds(model.ScoreOf([.. EvidenceNumbers.Absent]));
        var shares = model.Explain(evidence);
        Assert.Equal(Calibration.ToLogOdds(model.Weigh(evidence).Score), nothing + shares.Sum(s => s.LogOdds), 6);
        Assert.Equal([EvidenceKind.Picture, EvidenceKind.Words], shares.Select(s => s.Kind).Order());
    }

    [Fact]
    public void Training_twice_on_the_same_labels_gives_the_same_scores()
    {
        var labels = MadeLabels.Draw(4, 2_000);
        VerdictTraining.Train(new(labels), _folder.At("one"));
        VerdictTraining.Train(new(labels), _folder.At("two"));
        using var one = VerdictModel.Load(_folder.At("one"));
        using var two = VerdictModel.Load(_folder.At("two"));
        Assert.All(labels.Take(200), l => Assert.Equal(one.ScoreOf(l.Numbers), two.ScoreOf(l.Numbers)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Labels_of_one_kind_are_refused_with_their_counts(bool isCopy)
    {
        var labels = MadeLabels.Draw(1, 400).Where(l => l.IsCopy == isCopy).ToList();
        var fault = Assert.Throws<InvalidDataException>(() => VerdictTraining.Train(new(labels), _folder.Path));
        Assert.Contains($"{labels.Count}", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_model_of_other_evidence_is_refused_by_name_and_version()
    {
        VerdictTraining.Train(new(MadeLabels.Draw(1, 1_000)), _folder.Path);
        var facts = Path.Combine(_folder.Path, "verdict.json");
        File.WriteAllText(facts, File.ReadAllText(facts).Replace("\"pictureScore\"", "\"moonPhase\"", StringComparison.Ordinal));
        var fault = Assert.Throws<InvalidOperationException>(() => VerdictModel.Load(_folder.Path));
        Assert.Contains("moonPhase", fault.Message, StringComparison.Ordinal);
        Assert.Contains("train-verdict", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_missing_or_cut_short_is_refused_by_its_path()
    {
        Assert.Contains(
            _folder.Path,
            Assert.Throws<InvalidOperationException>(() => VerdictModel.Load(_folder.Path)).Message,
            StringComparison.Ordinal
        );
        VerdictTraining.Train(new(MadeLabels.Draw(1, 1_000)), _folder.Path);
        var trees = Path.Combine(_folder.Path, "verdict.zip");
        File.WriteAllBytes(trees, File.ReadAllBytes(trees)[..500]);
        Assert.Throws<InvalidOperationException>(() => VerdictModel.Load(_folder.Path));
    }

    [Fact]
    public void Labels_are_read_as_they_were_written_and_contradictions_are_counted()
    {
        var labels = MadeLabels.Draw(1, 50);
        labels.Add(labels[0] with { IsCopy = !labels[0].IsCopy });
        var path = _folder.At("labels.jsonl");
        using (var writer = new StreamWriter(path))
            LabelFile.Write(writer, labels);
        var read = LabelFile.Read(path);
        Assert.Equal(labels.Select(l => (l.Group, l.IsCopy)), read.Labels.Select(l => (l.Group, l.IsCopy)));
        Assert.Equal(labels.SelectMany(l => l.Numbers), read.Labels.SelectMany(l => l.Numbers));
        Assert.Equal(1, read.Contradictions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Version\":1,\"Names\":[\"moonPhase\"]}")]
    [InlineData("not json")]
    public void A_file_that_is_none_of_labels_is_refused(string head)
    {
        var path = _folder.At("bad.jsonl");
        File.WriteAllText(path, head);
        Assert.Throws<InvalidDataException>(() => LabelFile.Read(path));
    }

    [Fact]
    public void A_bad_label_is_refused_with_its_line()
    {
        var path = _folder.At("bad.jsonl");
        using (var writer = new StreamWriter(path))
        {
            LabelFile.Write(writer, MadeLabels.Draw(1, 2));
            writer.WriteLine(JsonSerializer.Serialize(new Label("w", true, [1, 2])));
        }

        Assert.Contains("line 4", Assert.Throws<InvalidDataException>(() => LabelFile.Read(path)).Message, StringComparison.Ordinal);
    }
}
