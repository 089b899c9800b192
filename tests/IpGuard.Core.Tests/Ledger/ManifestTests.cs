using System.Text;
using IpGuard.Core.Filings;
using IpGuard.Core.Ledger;
using IpGuard.Core.Matching;
using IpGuard.Core.Works;
using IpGuard.Testing;

namespace IpGuard.Core.Tests.Ledger;

public class ManifestTests
{
    static readonly byte[] File = [1, 2, 3];

    static readonly Filing Filing = new(
        "F-1",
        Guid.Empty,
        "云间",
        "碎花裙",
        Category.Apparel,
        "Lin",
        OwnershipBasis.Commissioned,
        null,
        [new(1, "a.jpg", Sha256Hash.Of(File), 3, new(PictureFormat.Jpeg, 10, 10, false, 90, default, default))],
        new(2026, 11, 24, 1, 2, 3, TimeSpan.Zero)
    );

    static readonly Filing Followed = Filing with
    {
        Making = new(WorkStage.Sketch, AiUse.Assisted, new($"F-{new string('a', 32)}", Sha256Hash.Of("first"u8))),
    };

    static readonly Collection Collection = new("lin@example.com", Collection.Api, "IpGuard 1.0.0.0");

    static string Frozen(string name) => Path.Combine(SharedData.ProjectRoot, "tests", "frozen", name);

    static SealedFiling Seal(byte first, Filing? filing = null)
    {
        var next = first;
        byte[] NewSalt() => [.. Enumerable.Repeat(next++, Commitment.SaltBytes)];
        return Manifest.Seal(filing ?? Filing, [Manifest.Commit(File, NewSalt)], Collection, NewSalt);
    }

    [Fact]
    public void The_same_filing_and_salts_give_the_same_bytes_and_other_salts_others()
    {
        Assert.Equal(Seal(1).Manifest, Seal(1).Manifest);
        Assert.NotEqual(Seal(1).Entry, Seal(2).Entry);
    }

    // What is once logged cannot be logged otherwise: these bytes are frozen.
    [Fact]
    public void Version_3_is_written_as_it_was_when_it_was_frozen() =>
        Assert.Equal(System.IO.File.ReadAllBytes(Frozen("manifest-v3.json")), Seal(1, Followed).Manifest);

    [Fact]
    public void How_the_work_was_made_is_stated_and_what_it_follows_is_bound_by_its_entry()
    {
        var content = Manifest.Read(Seal(1, Followed).Manifest);
        Assert.Equal(("sketch", "assisted"), (content.Stage, content.AiUse));
        Assert.Equal(Followed.Making!.Previous, content.Previous);
        var plain = Manifest.Read(Seal(1).Manifest);
        Assert.Equal(("not-stated", "not-stated", null), (plain.Stage, plain.AiUse, plain.Previous));
    }

    [Fact]
    public void Version_2_is_still_read_and_says_nothing_of_how_the_work_was_made()
    {
        var content = Manifest.Read(System.IO.File.ReadAllBytes(Frozen("manifest-v2.json")));
        Assert.Equal(("F-1", Collection.Method), (content.Number, content.Method));
        Assert.Equal((null, null, null), (content.Stage, content.AiUse, content.Previous));
    }

    [Fact]
    public void Version_1_is_still_read_and_says_nothing_of_how_the_work_came_in()
    {
        var content = Manifest.Read(System.IO.File.ReadAllBytes(Frozen("manifest-v1.json")));
        Assert.Equal(("F-1", Filing.FiledAt, 4), (content.Number, content.FiledAt, content.Fields.Count));
        Assert.Null(content.Method);
        Assert.Null(content.Files[0].NameCommitment);
    }

    [Fact]
    public void How_the_work_came_in_is_stated_and_who_brought_it_is_committed_to()
    {
        var made = Seal(1);
        var content = Manifest.Read(made.Manifest);
        Assert.Equal((Collection.Method, Collection.System), (content.Method, content.System));
        Assert.Equal(
            Manifest.CommitToField(made.FieldSalts["collector"], "lin@example.com"),
            content.Fields.Single(f => f.Name == "collector").Commitment
        );
        Assert.Equal(Manifest.CommitToField(made.Files[0].Salt, "a.jpg"), content.Files[0].NameCommitment);
    }

    [Fact]
    public void Nothing_confidential_stands_in_the_manifest()
    {
        var text = Encoding.UTF8.GetString(Seal(1).Manifest);
        Assert.All(new[] { "云间", "碎花", "Lin", "lin@", "a.jpg" }, word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        Assert.DoesNotContain(Sha256Hash.Of(File).ToString(), text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_commitment_is_the_hash_of_salt_and_content()
    {
        var made = Seal(1);
        var content = Manifest.Read(made.Manifest);
        Assert.Equal(Sha256Hash.Of([.. made.Files[0].Salt, .. File]), content.Files[0].Commitment);
        Assert.Equal(Manifest.CommitToField(made.FieldSalts["title"], "碎花裙"), content.Fields.Single(f => f.Name == "title").Commitment);
        Assert.Equal(("F-1", Filing.FiledAt), (content.Number, content.FiledAt));
    }

    [Theory]
    [InlineData("\"no\":1", "\"no\":1.0", "$.files[0].no")]
    [InlineData("\"no\":1", "\"no\":null", "$.files[0].no")]
    [InlineData("\"no\":1", "\"no\":1,\"no\":1", "$.files[0]")]
    [InlineData("\"F-1\"", "\"\\ud800\"", "$.number")]
    public void A_manifest_of_other_values_is_refused_with_the_place(string now, string then, string place)
    {
        var text = Encoding.UTF8.GetString(Seal(1).Manifest).Replace(now, then, StringComparison.Ordinal);
        Assert.Contains(
            place,
            Assert.Throws<FormatException>(() => Manifest.Read(Encoding.UTF8.GetBytes(text))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_same_values_written_otherwise_are_refused()
    {
        var spaced = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Seal(1).Manifest).Replace("{", "{ ", StringComparison.Ordinal));
        Assert.Throws<FormatException>(() => Manifest.Read(spaced));
    }
}
