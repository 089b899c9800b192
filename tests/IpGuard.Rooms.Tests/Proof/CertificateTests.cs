using System.Text;
using IpGuard.Core.Works;
using IpGuard.Proof.Certificates;
using IpGuard.Vision.Drawing;

namespace IpGuard.Rooms.Tests.Proof;

/// <summary>The printed certificate.</summary>
public class CertificateTests
{
    static readonly DateTimeOffset Day = new(2026, 3, 1, 17, 30, 5, TimeSpan.Zero);

    static Certificate Made(int files = 2, CertifiedTime? time = null, string? checkUrl = "https://ipguard.example/check") =>
        new(
            "F-0195aaaa000070008000000000000001",
            "碎花绒布落地灯 Floral velvet floor lamp",
            "Holder",
            "Author",
            "家具 Furniture",
            "自行创作 own creation",
            Day,
            IsContested: false,
            [.. Enumerable.Range(1, files).Select(i => new CertifiedFile(i, $"lamp-{i}.jpg", 12_345 * i, Sha256Hash.Of([(byte)i])))],
            [.. Enumerable.Range(1, files).Select(i => MotifPainter.Draw(Category.Furniture, i, 320))],
            new(Sha256Hash.Of("entry"u8), 41, "ipguard.example/log", 57, Sha256Hash.Of("root"u8), new('a', 64)),
            time is null ? [] : [time],
            checkUrl
        );

    static CertificateFont FontOrSkip()
    {
        try
        {
            return CertificateFont.Find(null);
        }
        catch (CertificateException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    static int Pages(byte[] pdf) => Encoding.Latin1.GetString(pdf).Split("/Type /Page\n").Length - 1;

    [Fact]
    public void Printed_twice_it_is_the_same_bytes_and_another_certificate_is_not()
    {
        using var font = FontOrSkip();
        var once = CertificateWriter.Write(Made(), font);
        Assert.Equal(once, CertificateWriter.Write(Made(), font));
        Assert.NotEqual(once, CertificateWriter.Write(Made() with { Number = "F-0195aaaa000070008000000000000002" }, font));
        Assert.StartsWith("%PDF-1.", Encoding.ASCII.GetString(once, 0, 8), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_fonts_are_embedded_and_a_long_one_goes_on_over_the_page()
    {
        using var font = FontOrSkip();
        var one = CertificateWriter.Write(Made(), font);
        Assert.Matches("/FontFile[23]?|/Type3", Encoding.Latin1.GetString(one));
        var many = CertificateWriter.Write(Made(files: 40), font);
        Assert.True(Pages(many) > Pages(one), $"{Pages(one)} and {Pages(many)} pages");
    }

    [Fact]
    public void A_file_that_holds_no_Chinese_is_refused_by_its_name()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.ttf");
        var fault = Assert.Throws<CertificateException>(() => CertificateFont.Find(path));
        Assert.Contains(Path.GetFileName(path), fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_is_none_is_refused()
    {
        using var font = FontOrSkip();
        Assert.Throws<CertificateException>(() =>
            CertificateWriter.Write(
                Made() with
                {
                    Pictures =
                    [
                        [1, 2, 3],
                    ],
                },
                font
            )
        );
    }

    [Theory]
    [InlineData("one two three", 9, new[] { "one two", "three" })]
    [InlineData("一二三四五", 2, new[] { "一二", "三四", "五" })]
    [InlineData("一二三，四", 3, new[] { "一二", "三，四" })]
    [InlineData("abcdefghij", 4, new[] { "abcd", "efgh", "ij" })]
    [InlineData("", 4, new string[0])]
    public void Lines_break_between_words_and_characters_and_no_line_begins_with_a_closing_mark(string text, int width, string[] lines) =>
        Assert.Equal(lines, Wrapping.Wrap(text, width, t => t.Length));
}
