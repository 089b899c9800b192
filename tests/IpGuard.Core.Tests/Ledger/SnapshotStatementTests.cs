using System.Text;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Testing;

namespace IpGuard.Core.Tests.Ledger;

public class SnapshotStatementTests
{
    static readonly DateTimeOffset At = new(2026, 11, 24, 1, 2, 3, TimeSpan.Zero);

    static readonly SeenScreenshot Shown = new(
        Sha256Hash.Of("png"u8),
        At.AddMinutes(2),
        "https://shop.example/p/1?x=2",
        "Chromium 156.0",
        "it shows the first 8,000 of 9,000 pixels from the top"
    );

    static readonly SnapshotStatement Statement = new(
        $"S-{new string('a', 32)}",
        "shopify https://shop.example",
        "1",
        "https://shop.example/p/1",
        At,
        Sha256Hash.Of("record"u8),
        [
            new(1, "https://shop.example/1.jpg", Sha256Hash.Of("picture"u8), At.AddDays(-1)),
            new(2, "https://shop.example/2.jpg", null, null),
        ],
        new(
            "https://shop.example/products.json",
            "https://shop.example/products.json?page=1",
            200,
            Sha256Hash.Of("headers"u8),
            ["192.0.2.1"],
            At,
            Sha256Hash.Of("body"u8)
        ),
        Shown
    );

    static byte[] Frozen(string name) => File.ReadAllBytes(Path.Combine(SharedData.ProjectRoot, "tests", "frozen", name));

    static byte[] Seal(SnapshotStatement statement) => statement.Seal([.. Enumerable.Repeat((byte)7, Commitment.SaltBytes)]);

    static void AssertSame(SnapshotStatement expected, SnapshotStatement read)
    {
        // Lists are compared by what they hold; what is left is values only.
        Assert.Equal(expected.Pictures, read.Pictures);
        Assert.Equal(expected.Answer?.Resolved, read.Answer?.Resolved);
        Assert.Equal(Plain(expected), Plain(read));

        static SnapshotStatement Plain(SnapshotStatement statement) =>
            statement with
            {
                Pictures = [],
                Answer = statement.Answer is { } answer ? answer with { Resolved = [] } : null,
            };
    }

    // What is once logged cannot be logged otherwise: these bytes are frozen.
    [Fact]
    public void Version_3_is_written_as_it_was_when_it_was_frozen() => Assert.Equal(Frozen("snapshot-v3.json"), Seal(Statement));

    [Fact]
    public void Version_3_is_read_back_whole() => AssertSame(Statement, SnapshotStatement.Read(Seal(Statement)));

    [Fact]
    public void Version_2_is_read_and_has_no_screenshot() =>
        AssertSame(Statement with { Screenshot = null }, SnapshotStatement.Read(Frozen("snapshot-v2.json")));

    [Fact]
    public void Version_1_is_read_and_says_neither_how_the_listing_came_nor_when_its_pictures_did() =>
        AssertSame(
            Statement with
            {
                Screenshot = null,
                Answer = null,
                Pictures = [.. Statement.Pictures.Select(p => p with { FetchedAt = null })],
            },
            SnapshotStatement.Read(Frozen("snapshot-v1.json"))
        );

    [Fact]
    public void A_screenshot_that_was_not_tried_is_stated_by_its_fault_alone()
    {
        var none = new SeenScreenshot(null, null, null, null, "none was taken");
        Assert.Equal(none, SnapshotStatement.Read(Seal(Statement with { Screenshot = none })).Screenshot);
    }

    [Theory]
    [InlineData("snapshot/v3", "snapshot/v4", "version ipguard/snapshot/v3 or earlier, got 'ipguard/snapshot/v4'")]
    [InlineData("\"listing\"", "\"listinh\"", "a text 'listing'")]
    [InlineData("\"seen_at\":\"2026-11-24T01", "\"seen_at\":\"2026-11-24T25", "a time 'seen_at'")]
    [InlineData("\"status\":200", "\"status\":\"2\"", "an integer 'status'")]
    [InlineData("{\"address\"", "{ \"address\"", "canonical form")]
    public void What_is_no_statement_is_refused_by_the_field_at_fault(string was, string becomes, string told)
    {
        var text = Encoding.UTF8.GetString(Seal(Statement)).Replace(was, becomes, StringComparison.Ordinal);
        var fault = Assert.Throws<FormatException>(() => SnapshotStatement.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
    }
}
