using System.Text;

namespace IpGuard.Bench;

/// <summary>Words of 16 languages as the vocabulary of the titles' encoder holds them: honest words, written for another end.</summary>
static class EncoderWords
{
    const string Path = "models/text/sentencepiece.model";

    // U+2581 begins a word in that vocabulary.
    const char WordStart = '\u2581';

    /// <summary>Lower-case Latin words of 4 to 14 letters, and Chinese ones of 2 to 4 characters.</summary>
    public static IEnumerable<string> All => Pieces().Select(Word).OfType<string>().Distinct(StringComparer.Ordinal);

    static string? Word(string piece)
    {
        var text = piece.TrimStart(WordStart);
        if (piece[0] == WordStart && text.Length is >= 4 and <= 14 && text.All(char.IsAsciiLetterLower))
            return text;
        return text.Length is >= 2 and <= 4 && text.All(c => c is >= '\u4E00' and <= '\u9FFF') ? text : null;
    }

    // Protocol buffers: field 1 of the model is a piece, and field 1 of a piece is its text.
    static IEnumerable<string> Pieces() =>
        Fields(File.ReadAllBytes(Path)).SelectMany(p => Fields(p).Take(1)).Select(Encoding.UTF8.GetString);

    static IEnumerable<byte[]> Fields(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; )
        {
            var tag = Number(bytes, ref at);
            switch (tag & 7)
            {
                case 0:
                    _ = Number(bytes, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    var length = Number(bytes, ref at);
                    if (tag >> 3 == 1)
                        yield return bytes[at..(at + length)];
                    at += length;
                    break;
            }
        }
    }

    static int Number(byte[] bytes, ref int at)
    {
        var (number, shift) = (0, 0);
        do
        {
            number |= (bytes[at] & 0x7F) << shift;
            shift += 7;
        } while (bytes[at++] >= 0x80);
        return number;
    }
}
