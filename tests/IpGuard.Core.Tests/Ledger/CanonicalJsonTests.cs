using IpGuard.Core.Ledger;
using IpGuard.Testing;

namespace IpGuard.Core.Tests.Ledger;

public class CanonicalJsonTests
{
    static byte[] Canonical(byte[] json)
    {
        using var document = CanonicalJson.Read(json);
        return CanonicalJson.Write(document.RootElement);
    }

    static byte[] Canonical(string json) => Canonical(System.Text.Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData("arrays")]
    [InlineData("french")]
    [InlineData("structures")]
    [InlineData("unicode")]
    [InlineData("values")]
    [InlineData("weird")]
    public void The_published_vectors_are_reproduced_byte_for_byte(string name)
    {
        var folder = Path.Combine(SharedData.ProjectRoot, "tests", "vectors", "jcs");
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder, "output", $"{name}.json")),
            Canonical(File.ReadAllBytes(Path.Combine(folder, "input", $"{name}.json")))
        );
    }

    [Fact]
    public void Writing_what_was_written_changes_nothing()
    {
        var once = Canonical("""{"b":[1e30,0.1,-0,"😀"],"a":{"z":null,"y":true}}""");
        Assert.Equal(once, Canonical(once));
    }

    // RFC 8785, appendix B.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    public void Numbers_are_written_as_ecmascript_writes_them(ulong bits, string expected) =>
        Assert.Equal(expected, CanonicalJson.Number(BitConverter.UInt64BitsToDouble(bits)));

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("[1e999]")]
    [InlineData("")]
    public void What_has_no_canonical_form_is_refused(string json) => Assert.Throws<FormatException>(() => Canonical(json));
}
