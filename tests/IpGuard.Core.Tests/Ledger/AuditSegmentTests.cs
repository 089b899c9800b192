using IpGuard.Core.Ledger;
using IpGuard.Core.Works;

namespace IpGuard.Core.Tests.Ledger;

public class AuditSegmentTests
{
    static readonly AuditLine Line = new(
        7,
        DateTimeOffset.UnixEpoch.AddMilliseconds(5),
        Guid.Empty,
        "lin@example.com",
        "filing.accepted",
        "F-1"
    );

    static Sha256Hash Digest(byte salt, params AuditLine[] lines)
    {
        using var segment = new AuditSegment([.. Enumerable.Repeat(salt, Commitment.SaltBytes)]);
        foreach (var line in lines)
            segment.Add(line);
        return segment.Close();
    }

    [Fact]
    public void A_line_is_canonical_json_with_a_newline()
    {
        const string expected =
            "{\"action\":\"filing.accepted\",\"actor\":\"lin@example.com\",\"at\":\"1970-01-01T00:00:00.0050000Z\",\"id\":7,"
            + "\"organisation\":\"00000000-0000-0000-0000-000000000000\",\"subject\":\"F-1\"}\n";
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(Line.ToBytes()));
    }

    [Fact]
    public void Another_salt_row_order_or_number_of_rows_gives_another_digest()
    {
        var other = Line with { Id = 8 };
        Sha256Hash[] all =
        [
            Digest(1, Line, other),
            Digest(2, Line, other),
            Digest(1, other, Line),
            Digest(1, Line),
            Digest(1, Line with { Actor = "x" }, other),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all[0], Digest(1, Line, other));
        Assert.Throws<ArgumentException>(() => new AuditSegment(new byte[31]));
    }
}
