using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using IpGuard.Core.Listings;

namespace IpGuard.Core.Tests.Listings;

/// <summary>What is plain already is taken as it is; the answer is the same as by the long way.</summary>
public class PlainTextQuickTests
{
    const string Odd = "\u3000\u00A0\t\u200B\u0301é\uF900\u3042";

    static readonly Gen<char> Letters = Gen.OneOf(
        Gen.Char[' ', '~'],
        Gen.Const(' '),
        Gen.Char['\u4E00', '\u9FFF'],
        Gen.Char['\uFF01', '\uFF5E'],
        Gen.Int[0, Odd.Length - 1].Select(i => Odd[i])
    );

    [Fact]
    public void Any_text_gives_the_same_the_quick_and_the_long_way() =>
        Letters
            .Array[0, 80]
            .Select(c => new string(c))
            .Sample(text =>
            {
                var spaced = Regex.Replace(text, @"[\s\p{Cc}]+", " ");
                var expected = Regex.Replace(spaced, @"\p{Cf}", "").Trim().Normalize(NormalizationForm.FormC);
                // A format character between two spaces leaves them apart.
                Assert.Equal(Regex.Replace(expected, " +", " "), Regex.Replace(PlainText.Clean(text, 1_000), " +", " "));
            });
}
