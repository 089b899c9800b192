using System.Diagnostics;
using System.IO.Compression;
using IpGuard.Core.Accounts;
using IpGuard.Flows;
using IpGuard.Flows.Filings;
using IpGuard.Flows.Health;
using IpGuard.Flows.Ledger;
using IpGuard.Proof.Checking;
using Microsoft.EntityFrameworkCore;

namespace IpGuard.Web.Tests.Ledger;

/// <summary>From checkpoints to times, with real authorities that fail and come back.</summary>
public sealed class TimestampFlowTests
{
    static AuthoritySettings Of(TestAuthority authority) => new(authority.Address, authority.RootPem, "");

    static async Task<BundleReport> BundleAsync(OpenHouse house, string number)
    {
        var bundle = await house.Get<FilingReads>().BundleAsync(house.Holder, number, CancellationToken.None);
        return BundleCheck.Check(new MemoryStream(bundle!.Bytes.ToArray()), new());
    }

    [Fact]
    public async Task Two_authorities_sign_the_same_checkpoint_and_the_bundle_holds_both()
    {
        await using var first = await TestAuthority.OpenAsync();
        await using var second = await TestAuthority.OpenAsync();
        await using var house = await OpenHouse.OpenAsync([Of(first), Of(second)]);
        var number = await house.NumberAsync(1);
        Assert.Equal(ProofState.Logged, (await house.ReadAsync(number)).Summary.State);
        await house.FinishAsync();
        var filing = await house.ReadAsync(number);
        Assert.Equal(ProofState.Timestamped, filing.Summary.State);
        Assert.Equal([false, false], filing.Certificate.Timestamps.Select(t => t.IsOwn));
        var report = await BundleAsync(house, number);
        Assert.All(report.Steps, s => Assert.True(s.IsPassed, $"{s.Name}: {s.Sentence}"));
        Assert.Equal(2, report.Steps.Count(s => s.Name.StartsWith("token", StringComparison.Ordinal)));

        // Nothing new was signed: nobody is asked again.
        await house.FinishAsync();
        Assert.Equal((1, 1), (first.Asked, second.Asked));
    }

    [Fact]
    public async Task While_the_authority_is_down_the_filing_stands_its_state_says_so_and_it_is_asked_again()
    {
        await using var authority = await TestAuthority.OpenAsync();
        authority.Instead = (context, _) =>
        {
            context.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        await using var house = await OpenHouse.OpenAsync([Of(authority)]);
        var number = await house.NumberAsync(2);
        await house.FinishAsync();
        Assert.Equal(ProofState.Checkpointed, (await house.ReadAsync(number)).Summary.State);
        Assert.Null(await house.Get<FilingReads>().BundleAsync(house.Holder, number, CancellationToken.None));
        var ill = (await house.Get<HealthReads>().ReadAsync(CancellationToken.None)).Parts.Single(p => p.Part == "timestamps");
        Assert.False(ill.IsWell);
        Assert.Contains("expected status 200, got 503", ill.Detail, StringComparison.Ordinal);

        // Not before its pause is over.
        await house.FinishAsync();
        Assert.Equal(1, authority.Asked);
        authority.Instead = null;
        house.Clock.By = TimeSpan.FromSeconds(31);
        await house.FinishAsync();
        Assert.Equal(ProofState.Timestamped, (await house.ReadAsync(number)).Summary.State);
        Assert.True((await BundleAsync(house, number)).IsPassed);
    }

    [Fact]
    public async Task One_of_two_authorities_is_enough()
    {
        await using var good = await TestAuthority.OpenAsync();
        var gone = await TestAuthority.OpenAsync();
        await gone.DisposeAsync();
        await using var house = await OpenHouse.OpenAsync([Of(gone), Of(good)]);
        var number = await house.NumberAsync(3);
        await house.FinishAsync();
        Assert.Single((await house.ReadAsync(number)).Certificate.Timestamps);
        await using var db = house.Store.Open(Viewer.House);
        var row = await db.Authorities.SingleAsync(a => a.Name == gone.Address.AbsoluteUri);
        Assert.Equal(1, row.Failures);
        Assert.Contains("cannot be reached", row.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_whose_signer_ends_soon_is_renewed_by_one_that_lasts_and_strangers_can_check_both()
    {
        await using var ending = await TestAuthority.OpenAsync(days: 60);
        await using var lasting = await TestAuthority.OpenAsync();
        await using var house = await OpenHouse.OpenAsync([Of(ending), Of(lasting)]);
        var number = await house.NumberAsync(4);
        await house.FinishAsync();
        var stamps = (await house.ReadAsync(number)).Certificate.Timestamps;
        Assert.Equal([false, false, true], stamps.Select(t => t.IsRenewal));
        var report = await BundleAsync(house, number);
        Assert.All(report.Steps, s => Assert.True(s.IsPassed, $"{s.Name}: {s.Sentence}"));
        Assert.Equal(3, report.Steps.Count(s => s.Name.StartsWith("token", StringComparison.Ordinal)));
        Assert.Contains("VERIFIED", await ScriptAsync(house, number), StringComparison.Ordinal);

        house.Clock.By = TimeSpan.FromMinutes(2);
        await house.FinishAsync();
        Assert.Equal(3, (await house.ReadAsync(number)).Certificate.Timestamps.Count);
        Assert.True((await house.Get<FsckFlow>().CheckAsync(null, CancellationToken.None)).IsClean);
    }

    // Each part of the time of day is nought once: a script that strips leading noughts must leave one.
    [Theory]
    [InlineData("2027-01-01T00:00:00Z")]
    [InlineData("2027-03-05T08:09:00Z")]
    [InlineData("2027-03-05T10:00:07Z")]
    [InlineData("2027-03-05T00:08:09Z")]
    public async Task A_token_of_any_second_of_the_day_is_verified_by_the_script(string at)
    {
        await using var house = await OpenHouse.OpenAsync();
        house.Clock.StandsAt = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        var number = await house.NumberAsync(6);
        await house.FinishAsync();
        Assert.Contains("VERIFIED", await ScriptAsync(house, number), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_not_renewed_by_a_signer_that_ends_no_later()
    {
        await using var ending = await TestAuthority.OpenAsync(days: 60);
        await using var house = await OpenHouse.OpenAsync([Of(ending)]);
        var number = await house.NumberAsync(5);
        await house.FinishAsync();
        house.Clock.By = TimeSpan.FromMinutes(2);
        await house.FinishAsync();
        Assert.Single((await house.ReadAsync(number)).Certificate.Timestamps);
    }

    static async Task<string> ScriptAsync(OpenHouse house, string number)
    {
        var bundle = await house.Get<FilingReads>().BundleAsync(house.Holder, number, CancellationToken.None);
        var folder = Path.Combine(house.Folder, "unpacked");
        await ZipFile.ExtractToDirectoryAsync(new MemoryStream(bundle!.Bytes.ToArray()), folder);
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh", [Path.Combine(folder, "verify.sh")]) { RedirectStandardOutput = true }
        )!;
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, said);
        return said;
    }
}
