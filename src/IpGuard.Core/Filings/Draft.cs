using IpGuard.Core.Listings;
using IpGuard.Core.Works;

namespace IpGuard.Core.Filings;

/// <summary>By what the holder claims the work. Copyright Law 2020, arts. 11, 17–19: a commissioned work without a contract belongs
/// to the one who made it, so the form has to ask.</summary>
/// <remarks>Stored and logged: never renumber.</remarks>
public enum OwnershipBasis
{
    OwnCreation = 1,
    EmployeeWork = 2,
    Commissioned = 3,
    Assigned = 4,
}

/// <summary>One picture of a work as handed in: its original bytes, untouched.</summary>
/// <param name="FileName">As the holder's machine named it; shown, never used as a path.</param>
public sealed record DraftPicture(string FileName, ReadOnlyMemory<byte> Bytes);

/// <summary>What a holder hands in, undecided (备案申请). The holder is whoever is signed in, never a field of the draft.</summary>
/// <param name="Previous">Number of the holder's own filing that this one follows; null or empty for the first.</param>
public sealed record Draft(
    string Title,
    Category Category,
    string Author,
    OwnershipBasis OwnershipBasis,
    string? Description,
    IReadOnlyList<DraftPicture> Pictures,
    WorkStage? Stage = null,
    AiUse? AiUse = null,
    string? Previous = null
)
{
    public const int MaximumTitleLength = 200;
    public const int MaximumAuthorLength = 100;
    public const int MaximumDescriptionLength = 2_000;
    public const int MaximumPictures = 12;

    /// <summary>The draft with its texts cleaned and trimmed, or all that is wrong with it; pictures are not looked into here.</summary>
    public static (Draft? Draft, IReadOnlyList<string> Faults) Check(Draft draft)
    {
        var faults = new List<string>();
        var title = Text(draft.Title, "a title", MaximumTitleLength, faults);
        var author = Text(draft.Author, "an author", MaximumAuthorLength, faults);
        var description = PlainText.CleanToMeasure(draft.Description, MaximumDescriptionLength);
        if (description.Length > MaximumDescriptionLength)
            faults.Add($"expected a description of at most {MaximumDescriptionLength} characters, got more");
        if (!Enum.IsDefined(draft.Category))
            faults.Add($"expected one of the {Categories.All.Count} categories, got {(int)draft.Category}");
        if (!Enum.IsDefined(draft.OwnershipBasis))
            faults.Add($"expected a basis of ownership, got {(int)draft.OwnershipBasis}");
        if (draft.Stage is { } stage && !Enum.IsDefined(stage))
            faults.Add($"expected a stage of the work's making, got {(int)stage}");
        if (draft.AiUse is { } use && !Enum.IsDefined(use))
            faults.Add($"expected a declaration of the use of AI, got {(int)use}");
        var previous = PlainText.CleanToMeasure(draft.Previous, Filing.NumberLength);
        if (previous.Length > 0 && !Filing.IsNumber(previous))
            faults.Add("expected the number of an earlier filing (F- and 32 hexadecimal digits), got another text");
        if (draft.Pictures.Count is 0 or > MaximumPictures)
            faults.Add($"expected 1 to {MaximumPictures} pictures, got {draft.Pictures.Count}");
        return faults.Count > 0
            ? (null, faults)
            : (
                draft with
                {
                    Title = title,
                    Author = author,
                    Description = description.Length == 0 ? null : description,
                    Previous = previous.Length == 0 ? null : previous,
                },
                faults
            );
    }

    static string Text(string? text, string what, int maximumLength, List<string> faults)
    {
        var clean = PlainText.CleanToMeasure(text, maximumLength);
        if (clean.Length == 0)
            faults.Add($"expected {what}, got none");
        else if (clean.Length > maximumLength)
            faults.Add($"expected {what} of at most {maximumLength} characters, got more");
        return clean;
    }
}
