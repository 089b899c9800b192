using IpGuard.Proof.Checking;
using IpGuard.Proof.Timestamps;

namespace IpGuard.Rooms.Tests.Proof;

public sealed class TimestampTests : IDisposable
{
    static readonly DateTimeOffset Now = MadeBundle.Now;

    readonly TempFolder _folder = new();
    readonly LocalTimestamper _timestamper;

    public TimestampTests() => _timestamper = LocalTimestamper.Open(_folder.At("tsa"), MadeBundle.Origin, Now);

    public void Dispose()
    {
        _timestamper.Dispose();
        _folder.Dispose();
    }

    string? Fault(byte[] token, string data) =>
        TimestampCheck.Check(token, System.Text.Encoding.UTF8.GetBytes(data), new(_timestamper.AuthorityPem)).Fault;

    [Fact]
    public void A_token_is_believed_for_what_it_is_over_and_nothing_else()
    {
        Assert.Null(Fault(_timestamper.Stamp("a"u8, Now), "a"));
        Assert.Contains("something else", Fault(_timestamper.Stamp("a"u8, Now), "b"), StringComparison.Ordinal);
        Assert.Contains("other bytes", Fault("no token"u8.ToArray(), "a"), StringComparison.Ordinal);
        Assert.Contains("other bytes", Fault([.. _timestamper.Stamp("a"u8, Now), 0], "a"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_of_an_expired_signer_is_told_by_its_dates() =>
        Assert.Contains(
            "within the signer's certificate",
            Fault(_timestamper.Stamp("a"u8, Now.AddYears(30)), "a"),
            StringComparison.Ordinal
        );
}
