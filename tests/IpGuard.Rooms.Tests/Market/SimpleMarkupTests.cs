using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using IpGuard.Core.Listings;
using IpGuard.Market.Feeds;
using IpGuard.Market.Tables;

namespace IpGuard.Rooms.Tests.Market;

/// <summary>What is read by a short way is the same as by the long one, or is left to it.</summary>
public sealed partial class SimpleMarkupTests
{
    // Of each kind some that the short way reads, some that it leaves, and some that are none.
    static readonly string[] Pieces =
    [
        .. "a b c word 裙 😀 é".Split(' '),
        .. " |  |\n|\t|\r\n|\r|\f|\0|\u000b|\u007f|\u0085|\u00a0|\u00ad|\u200b|\ufeff|\ufffe|\ud83d|\ude00".Split('|'),
        .. "<b>|</b>|<i>|</i>|<p>|</p>|<P>|</P >|<br>|<br/>|<br />|</br>|<div>|</div>|<ul>|<ol>|<li>|</li>|</ul>|</ol>".Split('|'),
        .. "<h1>|</h1>|<h2>|</h2>|<a href='x'>|<a href=\"y>z\">|</a>|<a>|<span class=\"c\">|</span>|<img src=x>|<img alt='<p>'/>".Split(
            '|'
        ),
        .. "<strong>|</strong>|<section>|</section>|<article>|</article>|<font color=red>|</font>|<sub>|</sub>|<em/>|<p/>".Split('|'),
        .. "<p title=\"it's\">|<p title=it's>|<p a=\"1\"b=\"2\">|<p =x>|<p <b>|<p\n>|<p\r>|<p\0>|<b:c>|<b-c>|<bb>|<p a/b>|<p a=/>|</p x>".Split(
            '|'
        ),
        .. "<table>|<tr>|<td>|</td>|</table>|<script>|</script>|<style>|</style>|<template>|</template>|<noscript>|</noscript>".Split('|'),
        .. "<iframe>|</iframe>|<textarea>|</textarea>|<title>|</title>|<select>|<option>|</select>|<svg>|</svg>|<math>|<pre>|</pre>".Split(
            '|'
        ),
        .. "<html>|<head>|<body>|</body>|</html>|<frameset>|<form>|</form>|<button>|</button>|<plaintext>|<nobr>|<hr>|<input>".Split('|'),
        .. "<!-- c -->|<!--|-->|<!>|<!doctype html>|<![CDATA[x]]>|<?x?>|<|>|</|</ |< b>|<3|&|& |&&|'|\"|=|/".Split('|'),
        .. "&amp;|&lt;b&gt;|&quot;|&apos;|&nbsp;|&copy;|&copy|&amp|&ampx|&notit;|&#65;|&#x41;|&#0;|&#128;|&#xD800;|&#1F600;|&#x1F600;".Split(
            '|'
        ),
        .. "&#32;|&#10;|&#x;|&#;|&#99999999;|&#x110000;|&#xFFFE;|&#xFEFF;|&#xAD;|&Uuml;|&hearts;|&a;|&#38;amp;|&lt;script&gt;|&#65".Split(
            '|'
        ),
    ];

    static Gen<T> OneOf<T>(params T[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    static readonly Gen<string> Markup = OneOf(Pieces).Array[0, 12].Select(string.Concat);

    // Pairs that fit, one within another.
    static readonly Gen<string> Nested = Gen.Select(
        OneOf("b", "p", "div", "ul", "li", "a", "h1", "h2", "span", "ol", "i", "section", "table", "td", "script", "style", "pre"),
        OneOf(Pieces),
        OneOf("b", "p", "div", "ul", "li", "a", "h1", "h2", "span", "ol", "i", "section", "table", "td", "script", "style", "pre"),
        OneOf(Pieces),
        OneOf(Pieces),
        OneOf(Pieces),
        (outer, before, inner, within, behind, last) => $"<{outer}>{before}<{inner}>{within}</{inner}>{behind}</{outer}>{last}"
    );

    static string Clean(string text) => Spaces.Replace(PlainText.Clean(text, 100_000), " ");

    static void IsTheSame(string markup)
    {
        if (SimpleMarkup.TextOf(markup) is { } text)
            Assert.Equal(Clean(ForeignMarkup.ParsedText(markup)), Clean(text));
    }

    [Fact]
    public void Any_markup_gives_the_parsers_text_or_is_left_to_it() => Markup.Sample(IsTheSame, iter: 30_000);

    [Fact]
    public void Nested_markup_gives_the_parsers_text_or_is_left_to_it() => Nested.Sample(IsTheSame, iter: 30_000);

    [Fact]
    public void Each_piece_by_itself_and_beside_each_other_gives_the_parsers_text_or_is_left_to_it()
    {
        foreach (var piece in Pieces)
        {
            foreach (var other in Pieces)
                IsTheSame($"x{piece}y{other}z");
        }
    }

    [Theory]
    [InlineData("<p>Silk &amp; wool</p><ul><li>soft</li><li>warm</li></ul>", "Silk & wool soft warm")]
    [InlineData("one<br>two<br/>three", "one two three")]
    [InlineData("<a href=\"https://m.example/?a=1&b=2>\">here</a>, size < 3", "here, size < 3")]
    [InlineData("<div class=\"a\" id='b'><h2>Cloud</h2><p>d<b>re</b>ss</p></div>", "Cloud dress")]
    [InlineData("&lt;b&gt; is a tag, and &#20113; a cloud", "<b> is a tag, and 云 a cloud")]
    public void What_shops_write_needs_no_parser(string markup, string expected) =>
        Assert.Equal(expected, Clean(Assert.IsType<string>(SimpleMarkup.TextOf(markup))));

    [Theory]
    [InlineData("<p>one<p>two")]
    [InlineData("<b><i>x</b></i>")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<table><tr><td>x</td></tr></table>")]
    [InlineData("a&copy;b")]
    [InlineData("a <")]
    [InlineData("a <b")]
    [InlineData("<!-- a -->b")]
    public void What_a_parser_would_mend_is_left_to_it(string markup) =>
        Assert.Equal(markup == "a <" ? "a <" : null, SimpleMarkup.TextOf(markup));

    [Fact]
    public void Thirty_two_levels_are_read_and_one_more_is_left_to_the_parser()
    {
        static string Deep(int levels) => string.Concat(Enumerable.Repeat("<div>", levels)) + "x";
        Assert.Equal("x", SimpleMarkup.TextOf(Deep(32))?.Trim());
        Assert.Null(SimpleMarkup.TextOf(Deep(33)));
    }

    [Fact]
    public void Bytes_that_may_be_no_UTF_8_give_the_text_that_the_framework_makes_of_them()
    {
        var room = new Utf8Room();
        Gen.OneOf(Gen.Byte.Array[1], OneOf("é云😀"u8.ToArray(), "a"u8.ToArray(), [0xF0, 0x9F], [0xED, 0xA0, 0x80]))
            .Array[0, 20]
            .Select(parts => parts.SelectMany(p => p).ToArray())
            .Sample(bytes => Assert.Equal(Encoding.UTF8.GetString(bytes), room.TextOf(bytes)), iter: 20_000, threads: 1);
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces { get; }
}
