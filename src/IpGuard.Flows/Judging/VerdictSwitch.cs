using IpGuard.Core.Matching;
using IpGuard.Judging.Fusion;

namespace IpGuard.Flows.Judging;

/// <summary>Two models of verdicts on the same labels.</summary>
/// <param name="Old">Of the model in use.</param>
/// <param name="New">Of the candidate.</param>
public sealed record VerdictComparison(int Labels, int Copies, VerdictFigures Old, VerdictFigures New);

/// <summary>What a training came to.</summary>
/// <param name="Contradictions">Evidence that stands in the labels both as confirmed and as dismissed.</param>
/// <param name="Unseen">On parts that were not trained on.</param>
/// <param name="BaseBrier">The Brier score of one who always says the share of confirmed labels.</param>
public sealed record VerdictTrial(int Labels, int Copies, int Contradictions, VerdictFigures Unseen, double BaseBrier);

/// <summary>How a model does on labels that it has not seen.</summary>
public sealed record VerdictFigures(double Precision, double Recall, double ExpectedError, double Brier);

/// <summary>Which model of verdicts is in use: the shipped one, until a person switches to another. No model is ever switched by
/// itself.</summary>
public static class VerdictSwitch
{
    /// <summary>The model that a person switched to, else the shipped one.</summary>
    /// <exception cref="InvalidOperationException">It cannot be used.</exception>
    public static VerdictModel Load(HouseSettings settings) => VerdictModel.Load(FolderInUse(settings));

    /// <summary>Trains a candidate from a file of labels; it is in no use yet.</summary>
    /// <exception cref="InvalidDataException">No such labels, or of one kind only.</exception>
    public static VerdictTrial Train(string labels, string folder)
    {
        var trained = VerdictTraining.Train(LabelFile.Read(labels), folder);
        var report = trained.Report;
        return new(
            trained.Labels,
            trained.Copies,
            trained.Contradictions,
            new(trained.Precision, trained.Recall, report.ExpectedError, report.Brier),
            report.BaseBrier
        );
    }

    /// <summary>Lets the model in use and a candidate judge labels that neither was trained on.</summary>
    public static VerdictComparison Compare(HouseSettings settings, string candidateFolder, string heldLabels)
    {
        var labels = LabelFile.Read(heldLabels);
        using var old = Load(settings);
        using var candidate = VerdictModel.Load(candidateFolder);
        return new(labels.Labels.Count, labels.Copies, Figures(old, labels), Figures(candidate, labels));
    }

    /// <summary>Puts a candidate in use, from the next start on.</summary>
    /// <returns>Where it was put.</returns>
    public static string Switch(HouseSettings settings, string candidateFolder)
    {
        // Loaded first: what cannot be used is not switched to.
        using (VerdictModel.Load(candidateFolder)) { }
        var target = ChosenFolder(settings);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var fresh = $"{target}.{Environment.ProcessId}.tmp";
        Directory.CreateDirectory(fresh);
        foreach (var file in VerdictModel.Files)
            File.Copy(Path.Combine(candidateFolder, file), Path.Combine(fresh, file), overwrite: true);
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.Move(fresh, target);
        return target;
    }

    /// <summary>Where the model in use lies.</summary>
    public static string FolderInUse(HouseSettings settings) =>
        Directory.Exists(ChosenFolder(settings)) ? ChosenFolder(settings) : Path.Combine(settings.Models, VerdictModel.ShippedFolder);

    static string ChosenFolder(HouseSettings settings) => Path.Combine(settings.Data, "models", VerdictModel.ShippedFolder);

    static VerdictFigures Figures(VerdictModel model, LabelFile labels)
    {
        var scored = labels.Labels.Select(l => (Score: model.ScoreOf(l.Numbers), l.IsCopy)).ToList();
        var found = scored.Where(s => s.Score >= FilingThreshold.Start).ToList();
        var right = (double)found.Count(s => s.IsCopy);
        var report = CalibrationReport.Of(scored);
        return new(right / Math.Max(1, found.Count), right / Math.Max(1, labels.Copies), report.ExpectedError, report.Brier);
    }
}
