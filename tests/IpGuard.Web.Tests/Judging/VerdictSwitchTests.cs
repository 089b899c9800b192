using IpGuard.Core.Accounts;
using IpGuard.Flows;
using IpGuard.Flows.Judging;
using IpGuard.Judging.Fusion;
using IpGuard.Store;
using IpGuard.Testing;
using IpGuard.Web.Tests.Faults;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Judging;

/// <summary>Which model of verdicts is in use changes by a person's word alone, and stays on record.</summary>
public sealed class VerdictSwitchTests : IDisposable
{
    static readonly string Models = Path.Combine(SharedData.ProjectRoot, "models");
    static readonly DateTimeOffset Day = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    readonly string _folder = Directory.CreateTempSubdirectory("ipguard-switch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    HouseSettings Settings => new() { Data = Path.Combine(_folder, "data"), Models = Models };

    // A model of its own bytes: the shipped trees with other facts would have the same id.
    string Candidate()
    {
        var labels = Path.Combine(_folder, "labels.jsonl");
        var random = new Random(1);
        using (var writer = new StreamWriter(labels))
            LabelFile.Write(
                writer,
                Enumerable
                    .Range(0, 600)
                    .Select(i =>
                    {
                        var numbers = Core.Matching.EvidenceNumbers.Absent.ToArray();
                        (numbers[0], numbers[5]) = ((float)random.NextDouble(), (float)random.NextDouble());
                        return new Label($"g{i / 3}", numbers[0] + numbers[5] + random.NextDouble() > 1.5, numbers);
                    })
            );
        var folder = Path.Combine(_folder, "candidate");
        VerdictSwitch.Train(labels, folder);
        return folder;
    }

    async Task<string> InUseAsync()
    {
        await using var store = await GuardStore.OpenAsync(Settings.Data, CancellationToken.None);
        using var model = await VerdictSwitch.LoadAsync(store, Settings, CancellationToken.None);
        return model.Id;
    }

    [Fact]
    public async Task The_shipped_model_is_in_use_until_a_person_switches_and_again_when_a_person_goes_back()
    {
        var candidate = Candidate();
        string shippedId,
            candidateId;
        using (var shipped = VerdictModel.Load(Path.Combine(Models, VerdictModel.ShippedFolder)))
            shippedId = shipped.Id;
        using (var trained = VerdictModel.Load(candidate))
            candidateId = trained.Id;
        Assert.Equal(shippedId, await InUseAsync());

        await using (var desk = await VerdictSwitch.OpenAsync(Settings, CancellationToken.None))
            await desk.SwitchAsync(candidate, "operator", Day, CancellationToken.None);
        Directory.Delete(candidate, recursive: true);
        Assert.Equal(candidateId, await InUseAsync());

        await using (var desk = await VerdictSwitch.OpenAsync(Settings, CancellationToken.None))
            await desk.SwitchAsync(null, "operator", Day.AddDays(1), CancellationToken.None);
        Assert.Equal(shippedId, await InUseAsync());

        await using var store = await GuardStore.OpenAsync(Settings.Data, CancellationToken.None);
        await using var db = store.Open(Viewer.House);
        Assert.Equal(
            [("operator", "verdict-model.switched", candidateId), ("operator", "verdict-model.switched", "shipped")],
            (await db.Audit.OrderBy(a => a.Id).ToListAsync()).Select(a => (a.Actor, a.Action, a.Subject))
        );
    }

    [Fact]
    public async Task What_cannot_be_used_is_not_switched_to()
    {
        var candidate = Candidate();
        var trees = Path.Combine(candidate, VerdictModel.Files[0]);
        await File.WriteAllBytesAsync(trees, (await File.ReadAllBytesAsync(trees))[..100]);
        await using (var desk = await VerdictSwitch.OpenAsync(Settings, CancellationToken.None))
            await Assert.ThrowsAsync<InvalidOperationException>(() => desk.SwitchAsync(candidate, "operator", Day, CancellationToken.None));
        await using var store = await GuardStore.OpenAsync(Settings.Data, CancellationToken.None);
        await using var db = store.Open(Viewer.House);
        Assert.Equal((0, 0), (await db.VerdictModels.CountAsync(), await db.Audit.CountAsync()));
    }

    [Fact]
    public async Task A_chosen_model_whose_bytes_are_lost_is_no_reason_to_use_another_in_silence()
    {
        await using (var desk = await VerdictSwitch.OpenAsync(Settings, CancellationToken.None))
            await desk.SwitchAsync(Candidate(), "operator", Day, CancellationToken.None);
        Directory.Delete(Path.Combine(Settings.Data, "blobs"), recursive: true);
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(InUseAsync);
        Assert.Contains("operator switched to on 2026-05-04", fault.Message, StringComparison.Ordinal);
        Assert.Contains("--shipped", fault.Message, StringComparison.Ordinal);

        // The program says so in one sentence and ends, and the way back is open.
        var start = await CommandLine.RunAsync("reindex", "--data", Settings.Data);
        Assert.Equal(3, start.ExitCode);
        Assert.Contains("--shipped", start.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", start.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandLine.RunAsync("train-verdict", "--shipped", "--data", Settings.Data)).ExitCode);
        Assert.Equal(0, (await CommandLine.RunAsync("reindex", "--data", Settings.Data)).ExitCode);
    }

    [Fact]
    public async Task The_verb_wants_labels_or_the_shipped_model_and_not_both()
    {
        var none = await CommandLine.RunAsync("train-verdict", "--data", Settings.Data);
        Assert.NotEqual(0, none.ExitCode);
        Assert.Contains("--shipped alone", none.Error, StringComparison.Ordinal);
        var back = await CommandLine.RunAsync("train-verdict", "--shipped", "--data", Settings.Data);
        Assert.Equal(0, back.ExitCode);
        Assert.Contains("in use from the next start on: the shipped model", back.Output, StringComparison.Ordinal);
    }
}
