using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
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

    // Any JSON, three storeys high, of any numbers and of any text that Unicode can write.
    static readonly Gen<JsonNode?> Leaf = Gen.OneOf(
        Gen.Double.Where(double.IsFinite).Select(d => (JsonNode?)JsonValue.Create(d)),
        Gen.Int.Select(i => (JsonNode?)JsonValue.Create(i)),
        Gen.String.Where(IsWritable).Select(t => (JsonNode?)JsonValue.Create(t)),
        Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
        Gen.Const((JsonNode?)null)
    );

    static bool IsWritable(string text) => text.EnumerateRunes().All(r => r.Value != 0xFFFD);

    static Gen<JsonNode?> Any(int storeys) =>
        storeys == 0
            ? Leaf
            : Gen.OneOf(
                Leaf,
                Any(storeys - 1).Array[0, 4].Select(a => (JsonNode?)new JsonArray(a)),
                Gen.Select(Gen.String.Where(IsWritable), Any(storeys - 1))
                    .Array[0, 4]
                    .Select(a => (JsonNode?)new JsonObject(a.DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item2)))
            );

    [Fact]
    public void What_is_canonical_is_read_and_written_as_the_same_bytes() =>
        Any(3)
            .Select(n => n?.ToJsonString() ?? "null")
            .Sample(json =>
            {
                var once = Canonical(json);
                return Canonical(once).AsSpan().SequenceEqual(once) && IsSameValue(once, json);
            });

    static bool IsSameValue(byte[] canonical, string json) => JsonNode.DeepEquals(JsonNode.Parse(canonical), JsonNode.Parse(json));

    [Fact]
    public void Every_number_is_read_back_as_itself_and_is_written_without_needless_digits() =>
        Gen
            .ULong.Select(BitConverter.UInt64BitsToDouble)
            .Where(double.IsFinite)
            .Sample(d =>
            {
                var text = CanonicalJson.Number(d);
                var digits = text.Split('e')[0].Count(char.IsDigit) - text.TakeWhile(c => c is '0' or '.' or '-').Count(c => c == '0');
                return double.Parse(text, CultureInfo.InvariantCulture) == d && (digits <= 17 || Math.Abs(d) >= 1e17);
            });

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "'a' twice")]
    [InlineData("""{"b":[{"a":1,"a":2}]}""", "$.b[0]")]
    [InlineData("""{"\u0061":1,"a":2}""", "'a' twice")]
    [InlineData("""{"a":1,}""", "LineNumber: 0")]
    [InlineData("""["x","\ud800"]""", "$[1]")]
    [InlineData("""{"\ud800":1}""", "surrogate")]
    [InlineData("""{"n":[1,1e999]}""", "$.n[1]")]
    [InlineData("", "JSON")]
    public void What_has_no_canonical_form_is_refused_with_its_place(string json, string place) =>
        Assert.Contains(place, Assert.Throws<FormatException>(() => Canonical(json)).Message, StringComparison.Ordinal);

    static byte[] Plain(string json)
    {
        using var document = CanonicalJson.ReadPlain(System.Text.Encoding.UTF8.GetBytes(json));
        return CanonicalJson.Write(document.RootElement);
    }

    // Whole numbers within 2^53, both ends on both sides (RFC 7493, 2.2).
    [Theory]
    [InlineData("9007199254740991", true)]
    [InlineData("-9007199254740991", true)]
    [InlineData("9007199254740992", false)]
    [InlineData("-9007199254740992", false)]
    [InlineData("-9223372036854775808", false)]
    [InlineData("18446744073709551616", false)]
    [InlineData("0", true)]
    [InlineData("-0", false)]
    [InlineData("1.0", false)]
    [InlineData("1e0", false)]
    [InlineData("0.5", false)]
    [InlineData("null", false)]
    [InlineData("true", true)]
    [InlineData("[]", true)]
    [InlineData("\"\"", true)]
    public void A_manifest_holds_whole_numbers_within_2_to_the_53_and_no_null(string value, bool isPlain)
    {
        var json = $$"""{"a":[{{value}}]}""";
        if (isPlain)
            Assert.Equal(json, System.Text.Encoding.UTF8.GetString(Plain(json)));
        else
            Assert.Contains("$.a[0]", Assert.Throws<FormatException>(() => Plain(json)).Message, StringComparison.Ordinal);
    }
}
