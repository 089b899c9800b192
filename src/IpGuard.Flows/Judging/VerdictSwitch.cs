using IpGuard.Core.Accounts;
using IpGuard.Core.Matching;
using IpGuard.Flows.Ledger;
using IpGuard.Judging.Fusion;
using IpGuard.Store;
using IpGuard.Store.Matches;
using Microsoft.EntityFrameworkCore;

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
public sealed class VerdictSwitch : IAsyncDisposable
{
    readonly GuardStore _store;
    readonly HouseSettings _settings;

    VerdictSwitch(GuardStore store, HouseSettings settings) => (_store, _settings) = (store, settings);

    /// <summary>Opens the data folder to compare and to switch; no service may have it open.</summary>
    /// <exception cref="DataFolderException">The folder cannot be used.</exception>
    public static async Task<VerdictSwitch> OpenAsync(HouseSettings settings, CancellationToken stop) =>
        new(await GuardStore.OpenAsync(settings.Data, stop), settings);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>The model that a person switched to last, else the shipped one.</summary>
    /// <exception cref="InvalidOperationException">It cannot be used.</exception>
    public static async Task<VerdictModel> LoadAsync(GuardStore store, HouseSettings settings, CancellationToken stop)
    {
        await using var db = store.Open(Viewer.House);
        var chosen = await db.VerdictModels.AsNoTracking().OrderByDescending(v => v.Id).FirstOrDefaultAsync(stop);
        if (chosen?.Trees is not { } trees || chosen.Facts is not { } facts)
            return VerdictModel.Load(Path.Combine(settings.Models, VerdictModel.ShippedFolder));
        try
        {
            return VerdictModel.Read(await store.Blobs.ReadAsync(trees, stop), await store.Blobs.ReadAsync(facts, stop));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InvalidOperationException(
                $"expected the model of verdicts that {chosen.Actor} switched to on {chosen.SwitchedAt:yyyy-MM-dd}, got: {e.Message}. Train it again, or go back with `ipguard train-verdict --shipped`",
                e
            );
        }
    }

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
    public async Task<VerdictComparison> CompareAsync(string candidateFolder, string heldLabels, CancellationToken stop)
    {
        var labels = LabelFile.Read(heldLabels);
        using var old = await LoadAsync(_store, _settings, stop);
        using var candidate = VerdictModel.Load(candidateFolder);
        return new(labels.Labels.Count, labels.Copies, Figures(old, labels), Figures(candidate, labels));
    }

    /// <summary>Puts a candidate in use, from the next start on; earlier ones stay on record.</summary>
    /// <param name="candidateFolder">Null for the shipped model.</param>
    public async Task SwitchAsync(string? candidateFolder, string actor, DateTimeOffset now, CancellationToken stop)
    {
        var row = new VerdictModelRow { SwitchedAt = now, Actor = actor };
        if (candidateFolder is not null)
        {
            // Loaded first: what cannot be used is not switched to.
            using var candidate = VerdictModel.Load(candidateFolder);
            row.ModelId = candidate.Id;
            row.Trees = await _store.Blobs.KeepAsync(await File.ReadAllBytesAsync(FileOf(candidateFolder, 0), stop), stop);
            row.Facts = await _store.Blobs.KeepAsync(await File.ReadAllBytesAsync(FileOf(candidateFolder, 1), stop), stop);
        }

        await using var db = _store.Open(Viewer.House);
        db.VerdictModels.Add(row);
        db.Note(now, Guid.Empty, actor, "verdict-model.switched", row.ModelId ?? "shipped");
        await db.SaveChangesAsync(stop);
    }

    static string FileOf(string folder, int which) => Path.Combine(folder, VerdictModel.Files[which]);

    static VerdictFigures Figures(VerdictModel model, LabelFile labels)
    {
        var scored = labels.Labels.Select(l => (Score: model.ScoreOf(l.Numbers), l.IsCopy)).ToList();
        var found = scored.Where(s => s.Score >= FilingThreshold.Start).ToList();
        var right = (double)found.Count(s => s.IsCopy);
        var report = CalibrationReport.Of(scored);
        return new(right / Math.Max(1, found.Count), right / Math.Max(1, labels.Copies), report.ExpectedError, report.Brier);
    }
}
