using System.Text.Json;
using IpGuard.Core.Matching;

namespace IpGuard.Judging.Fusion;

/// <summary>Evidence about one pair, with what people or the maker of the pair say of it.</summary>
/// <param name="Group">Pairs of one group are never on both sides of a split: the work, or the number of the match.</param>
/// <param name="IsCopy">True where it was confirmed.</param>
/// <param name="Numbers">In the order of <see cref="EvidenceNumbers.Names"/>.</param>
public sealed record Label(string Group, bool IsCopy, float[] Numbers);

/// <summary>Labels as a file of JSON lines: first what the numbers are, then a label a line.</summary>
public sealed record LabelFile(IReadOnlyList<Label> Labels)
{
    /// <summary>Longer files are refused: ten million labels would not be held in memory.</summary>
    public const int MostLabels = 2_000_000;

    sealed record Head(int Version, IReadOnlyList<string> Names);

    /// <summary>Numbers that stand in the file both as a copy and as none.</summary>
    public int Contradictions { get; } =
        Labels.GroupBy(l => string.Join(' ', l.Numbers), StringComparer.Ordinal).Count(g => g.Any(l => l.IsCopy) && g.Any(l => !l.IsCopy));

    public int Copies { get; } = Labels.Count(l => l.IsCopy);

    /// <exception cref="InvalidDataException">Not such a file, or one of other evidence; the message names the line.</exception>
    public static LabelFile Read(string path)
    {
        var labels = new List<Label>();
        var line = 0;
        foreach (var text in File.ReadLines(path))
        {
            line++;
            try
            {
                if (line == 1)
                    Check(JsonSerializer.Deserialize<Head>(text));
                else
                    labels.Add(Check(JsonSerializer.Deserialize<Label>(text)));
            }
            catch (Exception e) when (e is JsonException or InvalidDataException)
            {
                throw new InvalidDataException($"{path}, line {line}: {e.Message}", e);
            }

            if (labels.Count > MostLabels)
                throw new InvalidDataException($"{path}: expected at most {MostLabels} labels");
        }

        return line == 0 ? throw new InvalidDataException($"{path}: expected labels, got an empty file") : new(labels);
    }

    /// <summary>Writes labels, one after the other.</summary>
    public static void Write(TextWriter writer, IEnumerable<Label> labels)
    {
        writer.WriteLine(JsonSerializer.Serialize(new Head(EvidenceNumbers.Version, EvidenceNumbers.Names)));
        foreach (var label in labels)
            writer.WriteLine(JsonSerializer.Serialize(label));
    }

    static void Check(Head? head)
    {
        if (head?.Names is null || head.Version != EvidenceNumbers.Version || !head.Names.SequenceEqual(EvidenceNumbers.Names))
            throw new InvalidDataException(
                $"expected evidence of version {EvidenceNumbers.Version} ({string.Join(", ", EvidenceNumbers.Names)}), got version {head?.Version}"
            );
    }

    static Label Check(Label? label) =>
        label?.Numbers?.Length == EvidenceNumbers.Count && label.Group is not null && label.Numbers.All(float.IsFinite)
            ? label
            : throw new InvalidDataException(
                $"expected a group and {EvidenceNumbers.Count} finite numbers, got {label?.Numbers?.Length ?? 0}"
            );
}
