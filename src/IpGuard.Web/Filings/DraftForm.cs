using IpGuard.Core.Filings;
using IpGuard.Core.Works;
using IpGuard.Web.Shared;

namespace IpGuard.Web.Filings;

/// <summary>Reads a draft from a form: fields title, category, author, ownershipBasis, description, stage, aiUse, previous, and files
/// pictures.</summary>
static class DraftForm
{
    // A draft with which Core finds no fault. One field of another put into it shows whether that field is at fault.
    static readonly Draft Sound = new("-", Category.Apparel, "-", OwnershipBasis.OwnCreation, null, [new("-", default)]);

    public static async Task<Draft> ReadAsync(IFormCollection form, CancellationToken stop)
    {
        var pictures = new List<DraftPicture>();
        // An empty file field is sent as one file without name or bytes.
        foreach (
            var file in form.Files.GetFiles("pictures").Where(f => f.Length > 0 || f.FileName.Length > 0).Take(Draft.MaximumPictures + 1)
        )
        {
            using var bytes = new MemoryStream((int)Math.Min(file.Length, PictureLimits.MaximumBytes));
            await file.CopyToAsync(bytes, stop);
            pictures.Add(new(Path.GetFileName(file.FileName), bytes.ToArray()));
        }

        _ = Categories.TryParse(form["category"], out var category);
        if (!Enum.TryParse<OwnershipBasis>(form["ownershipBasis"], out var basis))
            basis = default;
        return new(
            form["title"].ToString(),
            category,
            form["author"].ToString(),
            basis,
            form["description"].ToString(),
            pictures,
            Read<WorkStage>(form["stage"].ToString()),
            Read<AiUse>(form["aiUse"].ToString()),
            form["previous"].ToString().Trim()
        );
    }

    // What is sent and is none of them is no member, and is refused as such.
    static T? Read<T>(string text)
        where T : struct, Enum =>
        text.Length == 0 ? null
        : Enum.TryParse<T>(text, out var value) ? value
        : default(T);

    /// <summary>A refusal, told at the fields of the form.</summary>
    public static FaultList Faults(Draft draft, Decision.Refused refused) =>
        new([
            .. refused.Pictures.Select(p => new ShownFault(
                "pictures",
                Texts.T("fault.picture", p.PictureNo, p.FileName, Texts.T($"fault.picture.{p.Fault.Kind}")),
                p.Fault.Message
            )),
            // What no field explains is told all the same.
            .. refused
                .Faults.Except(Draft.Check(draft).Faults, StringComparer.Ordinal)
                .Select(fault => new ShownFault(null, Texts.T("fault.file"), fault)),
            .. Fields(draft)
                .Where(f => Draft.Check(f.Alone).Faults.Count > 0)
                .Select(f => new ShownFault(f.Field, Texts.T($"fault.file.{f.Field}", f.Limit), null)),
        ]);

    static IEnumerable<(string Field, Draft Alone, int Limit)> Fields(Draft draft) =>
        [
            ("pictures", Sound with { Pictures = draft.Pictures }, Draft.MaximumPictures),
            ("title", Sound with { Title = draft.Title }, Draft.MaximumTitleLength),
            ("category", Sound with { Category = draft.Category }, Categories.All.Count),
            ("author", Sound with { Author = draft.Author }, Draft.MaximumAuthorLength),
            ("ownershipBasis", Sound with { OwnershipBasis = draft.OwnershipBasis }, 0),
            ("stage", Sound with { Stage = draft.Stage }, 0),
            ("aiUse", Sound with { AiUse = draft.AiUse }, 0),
            ("previous", Sound with { Previous = draft.Previous }, 0),
            ("description", Sound with { Description = draft.Description }, Draft.MaximumDescriptionLength),
        ];
}
