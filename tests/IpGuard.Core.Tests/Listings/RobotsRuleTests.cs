using System.Diagnostics;
using System.Text;
using CsCheck;
using IpGuard.Core.Listings;

namespace IpGuard.Core.Tests.Listings;

public class RobotsRuleTests
{
    static RobotsRule Rule(string text) => RobotsRule.Parse(Encoding.UTF8.GetBytes(text));

    static RobotsRule Ours(params string[] lines) => Rule("User-agent: IpGuardBot\n" + string.Join('\n', lines));

    [Theory]
    // RFC 9309, section 5.1, read as the crawlers it names.
    [InlineData("foobot", "/example/page.html", true)]
    [InlineData("foobot", "/example/allowed.gif", true)]
    [InlineData("foobot", "/", false)]
    [InlineData("barbot", "/example/page.html", false)]
    [InlineData("barbot", "/example/page", true)]
    [InlineData("bazbot", "/example/page.html", false)]
    [InlineData("quxbot", "/anything", true)]
    [InlineData("another", "/x.gif", false)]
    [InlineData("another", "/example/", false)]
    [InlineData("another", "/publications/", true)]
    [InlineData("another", "/publications", true)]
    public void The_rfcs_simple_example_says_what_it_says(string agent, string path, bool isAllowed)
    {
        const string Text = """
            User-Agent: *
            Disallow: *.gif$
            Disallow: /example/
            Allow: /publications/

            User-Agent: foobot
            Disallow:/
            Allow:/example/page.html
            Allow:/example/allowed.gif

            User-Agent: barbot
            User-Agent: bazbot
            Disallow: /example/page.html

            User-Agent: quxbot
            """;
        Assert.Equal(isAllowed, Rule(Text.Replace(agent, "ipguardbot", StringComparison.Ordinal)).IsAllowed(path));
    }

    [Theory]
    // Section 5.2: the longest match decides.
    [InlineData("/example/page/", true)]
    [InlineData("/example/page/disallowed.gif", false)]
    [InlineData("/example/page/other.gif", true)]
    [InlineData("/elsewhere", true)]
    public void The_rfcs_longest_match_example_says_what_it_says(string path, bool isAllowed) =>
        Assert.Equal(isAllowed, Ours("Allow: /example/page/", "Disallow: /example/page/disallowed.gif").IsAllowed(path));

    [Theory]
    // Section 2.2.2's table of paths that are one.
    [InlineData("/foo/bar?baz=quz", "/foo/bar?baz=quz")]
    [InlineData("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar")]
    [InlineData("/foo/bar?baz=https%3a%2f%2ffoo.bar", "/foo/bar?baz=https://foo.bar")]
    [InlineData("/foo/bar/ツ", "/foo/bar/%E3%83%84")]
    [InlineData("/foo/bar/%E3%83%84", "/foo/bar/ツ")]
    [InlineData("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84")]
    [InlineData("/foo/bar/%62%61%7A", "/foo/bar/baz")]
    [InlineData("/foo/bar/baz", "/foo/bar/%62%61%7A")]
    // Section 2.2.3's special characters as letters.
    [InlineData("/path/file-with-a-%2A.html", "/path/file-with-a-*.html")]
    [InlineData("/path/foo-%24", "/path/foo-$")]
    [InlineData("/a$b", "/a$b")]
    [InlineData("/*baz=https://foo", "/foo?baz=https://foo")]
    [InlineData("/*q=a%2Fb", "/foo?q=a%2Fb")]
    public void Paths_that_are_one_are_matched(string pattern, string path) => Assert.False(Ours($"Disallow: {pattern}").IsAllowed(path));

    [Theory]
    [InlineData("/a%2Fb", "/a/b")]
    [InlineData("/a/b", "/a%2Fb")]
    [InlineData("/path/foo-%24", "/path/foo-")]
    [InlineData("/Case", "/case")]
    [InlineData("/a%zz", "/a%Zz")]
    [InlineData("relative", "/relative")]
    [InlineData("", "/")]
    public void Paths_that_are_two_are_not_matched(string pattern, string path) =>
        Assert.True(Ours($"Disallow: {pattern}").IsAllowed(path));

    [Theory]
    [InlineData("/fish", "/fish", false)]
    [InlineData("/fish", "/fishheads/yummy", false)]
    [InlineData("/fish", "/catfish", true)]
    [InlineData("/fish*", "/fish.html", false)]
    [InlineData("/fish/", "/fish", true)]
    [InlineData("/*.php", "/folder/any.php.file", false)]
    [InlineData("/*.php$", "/folder/any.php", false)]
    [InlineData("/*.php$", "/any.php?x=1", true)]
    [InlineData("/*.php$", "/.php/.php", false)]
    [InlineData("/fish*.php", "/fishheads/catfish.php", false)]
    [InlineData("/a*b*c$", "/abcbc", false)]
    [InlineData("/a*b*c$", "/abcb", true)]
    [InlineData("/ab*b$", "/ab", true)]
    [InlineData("/a$", "/a", false)]
    [InlineData("/a$", "/ab", true)]
    [InlineData("/a$", "/a#part", false)]
    [InlineData("/$", "", false)]
    [InlineData("/$", "/x", true)]
    [InlineData("*", "/x", false)]
    [InlineData("/*$", "/x", false)]
    [InlineData("/**", "/", false)]
    public void Wildcards_match_on_both_sides_of_their_edges(string pattern, string path, bool isAllowed) =>
        Assert.Equal(isAllowed, Ours($"Disallow: {pattern}").IsAllowed(path));

    [Theory]
    [InlineData("/folder", "/folder", true)]
    [InlineData("/folder", "/folde", true)]
    [InlineData("/folde", "/folder", false)]
    [InlineData("/", "/", true)]
    [InlineData("/*er", "/fold", false)]
    public void Allow_wins_a_tie_and_the_longer_line_everything_else_in_either_order(string allow, string disallow, bool isAllowed)
    {
        Assert.Equal(isAllowed, Ours($"Allow: {allow}", $"Disallow: {disallow}").IsAllowed("/folder"));
        Assert.Equal(isAllowed, Ours($"Disallow: {disallow}", $"Allow: {allow}").IsAllowed("/folder"));
    }

    [Theory]
    [InlineData("User-agent: *\nDisallow: /\nUser-agent: IpGuardBot\nDisallow: /private", true)]
    [InlineData("User-agent: *\nDisallow: /\nUser-agent: IPGUARDBOT/1.0 (+https://x)\nDisallow: /private", true)]
    [InlineData("User-agent: *\nDisallow: /\nUser-agent: IpGuardBotty\nDisallow: /private", false)]
    [InlineData("User-agent: *\nDisallow: /\nUser-agent: IpGuard\nDisallow: /private", false)]
    [InlineData("User-agent: *\nDisallow: /\nUser-agent: ipguardbot", true)]
    [InlineData("User-agent: other\nDisallow: /", true)]
    [InlineData("User-agent: other\nUser-agent: *\nDisallow: /", false)]
    [InlineData("User-agent: ipguardbot\nSitemap: https://x/y\nUnknown: 7\nCrawl-delay: 1\n\nUser-agent: b\nDisallow: /", false)]
    [InlineData("User-agent: ipguardbot\nDisallow: /b\nUser-agent: b\nDisallow: /\nUser-agent: ipguardbot\nDisallow: /a", true)]
    [InlineData("Disallow: /", true)]
    [InlineData("\uFEFFUser-agent: ipguardbot # us\r\nDisallow: / # all\r\n", false)]
    [InlineData("user-AGENT :ipguardbot\rDISALLOW :/\r", false)]
    [InlineData("#User-agent: ipguardbot\nDisallow: /", true)]
    [InlineData(": /\nDisallow\nno colon\n\0\n", true)]
    public void The_group_that_names_us_counts_or_else_everyones(string text, bool isAllowed) =>
        Assert.Equal(isAllowed, Rule(text).IsAllowed("/page"));

    [Fact]
    public void Groups_of_one_agent_are_one_group()
    {
        var rule = Rule("User-agent: ipguardbot\nDisallow: /a\n\nUser-agent: x\nDisallow: /x\n\nUser-agent: IpGuardBot\nDisallow: /b");
        Assert.Equal([false, false, true], new[] { "/a", "/b", "/x" }.Select(rule.IsAllowed));
    }

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("2.5", 2.5)]
    [InlineData("60", 60.0)]
    [InlineData("60.1", 60.0)]
    [InlineData("99999999999999999999999", 60.0)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    [InlineData("NaN", null)]
    [InlineData("-Infinity", null)]
    [InlineData("Infinity", 60.0)]
    [InlineData("", null)]
    public void A_delay_is_kept_within_its_bounds(string text, double? seconds) =>
        Assert.Equal(seconds, Ours($"Crawl-delay: {text}").CrawlDelay?.TotalSeconds);

    [Fact]
    public void Sitemaps_belong_to_no_group_and_are_addresses()
    {
        var rule = Rule(
            "Sitemap: https://x.test/a.xml\nUser-agent: b\nDisallow: /\nsitemap:https://x.test/b.xml\nSitemap: /c.xml\nSitemap: ftp://x/d"
        );
        Assert.Equal(["https://x.test/a.xml", "https://x.test/b.xml"], rule.Sitemaps.Select(s => s.AbsoluteUri));
    }

    [Fact]
    public void A_file_that_is_not_there_allows_all_and_one_that_cannot_be_had_nothing_but_itself()
    {
        Assert.True(RobotsRule.AllowAll.IsAllowed("/x"));
        Assert.False(RobotsRule.DisallowAll.IsAllowed("/x"));
        Assert.True(RobotsRule.DisallowAll.IsAllowed("/robots.txt"));
        Assert.True(Ours("Disallow: /robots.txt").IsAllowed("/robots.txt"));
    }

    [Theory]
    [InlineData(RobotsRule.MostBytes, false)]
    [InlineData(RobotsRule.MostBytes + 1, true)]
    public void A_line_across_the_bound_is_ignored_and_not_halved(int length, bool isAllowed)
    {
        const string Head = "User-agent: *\n#";
        const string Tail = "\nDisallow: /page";
        var text = Head + new string('x', length - Head.Length - Tail.Length) + Tail;
        Assert.Equal(isAllowed, Rule(text).IsAllowed("/page"));
        Assert.True(Rule(text).IsAllowed("/other"));
    }

    [Fact]
    public void Five_megabytes_of_costly_lines_are_read_and_asked_within_a_second()
    {
        var text = new StringBuilder("User-agent: *\nDisallow: /first\n");
        while (text.Length < 5_000_000)
            text.Append("Disallow: /*a*a*a*a*a*a*a*b$\n");
        var clock = Stopwatch.StartNew();
        var rule = Rule(text.ToString());
        Assert.False(rule.IsAllowed("/first"));
        Assert.True(rule.IsAllowed("/" + new string('a', 2_000)));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void No_bytes_and_no_path_make_it_throw() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.String)
            .Sample((noise, path) => RobotsRule.Parse([.. "User-agent: *\nAllow: "u8, .. noise]).IsAllowed(path) || true);
}
