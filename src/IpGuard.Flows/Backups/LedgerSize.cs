using System.Text;
using IpGuard.Core.Ledger;

namespace IpGuard.Flows.Backups;

/// <summary>Reads how much a published checkpoint covers.</summary>
static class LedgerSize
{
    /// <summary>Of a checkpoint file; 0 for none.</summary>
    public static long Of(byte[]? note) =>
        note is not null
        && SignedNote.TryParse(Encoding.UTF8.GetString(note), out var parsed)
        && Checkpoint.TryParse(parsed!.Text, out var it)
            ? it!.Size
            : 0;

    /// <summary>The signed note in a checkpoint file or in a proof file; null where it is neither.</summary>
    public static SignedNote? NoteIn(string text)
    {
        var note = TlogProof.TryParse(text, out var proof) ? proof!.CheckpointNote : text;
        return SignedNote.TryParse(note, out var parsed) ? parsed : null;
    }
}
