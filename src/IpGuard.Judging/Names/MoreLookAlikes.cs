namespace IpGuard.Judging.Names;

/// <summary>Characters that sellers use for Latin letters and that Unicode's table of confusables leaves out, since it asks whether two
/// can be taken for each other and not whether one can be read as the other. Our own list.</summary>
static class MoreLookAlikes
{
    // Each group: a letter, then what is read as it.
    const string Groups =
        "aαλдаᴀɐ∀ⲁ bβвьъƄʙⲃ cςсᴄⲥ dδԁɗᴅ eεеёэєξᴇǝəɘ∃ⲉ fƒғϝ gɢɡ hнһʜɦɥ iιіїɪⲓ jјʝᴊ kκкқᴋʞⲕ lιӏʟ mмᴍɱɯⲙ nηнпийᴨɴиⲏⲛ oοоθσøᴏⲟ "
        + "pρрþᴘⲣ qԛφ rгяʀɹᴦ sѕꜱ tτтᴛʇ†ⲧ uυцµᴜʊ vνѵᴠʌ wωшщѡᴡʍⲱ xχхжⲭ yγуүұʏʎⲩ zζʐᴢⲍ";

    static readonly Dictionary<int, string> Table = Make();

    public static string? Of(int value) => Table.GetValueOrDefault(value);

    static Dictionary<int, string> Make()
    {
        var table = new Dictionary<int, string>();
        foreach (var group in Groups.Split(' '))
        {
            foreach (var like in group.AsSpan(1))
            {
                table.TryAdd(like, group[..1]);
                table.TryAdd(char.ToUpperInvariant(like), group[..1].ToUpperInvariant());
            }
        }

        return table;
    }
}
