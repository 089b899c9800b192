using System.Text;
using IpGuard.Core.Ledger;
using IpGuard.Core.Works;
using IpGuard.Proof.Bundles;

namespace IpGuard.Proof.Checking;

/// <summary>Ties a bundle's manifest to a checkpoint, and the checkpoint to the ledger's key.</summary>
static class LedgerCheck
{
    /// <param name="logKey">Text of a verifier key from elsewhere; null to use the bundle's own.</param>
    /// <returns>The checkpoint; null where there is none to be read.</returns>
    public static Checkpoint? Check(IReadOnlyDictionary<string, byte[]> files, string? logKey, StepList steps)
    {
        if (
            !TlogProof.TryParse(TextOf(files, BundleNames.Proof), out var proof)
            || !SignedNote.TryParse(proof!.CheckpointNote, out var note)
            || !Checkpoint.TryParse(note!.Text, out var checkpoint)
        )
        {
            steps.Add("inclusion", $"expected a c2sp.org/tlog-proof@v1 file in {BundleNames.Proof}, got another text", "");
            return null;
        }

        steps.Add("inclusion", InclusionFault(files, proof, checkpoint!), Where(proof, checkpoint!));
        if (TextOf(files, BundleNames.Checkpoint) != proof.CheckpointNote)
            steps.Add("checkpoint", $"expected the checkpoint of {BundleNames.Proof} in {BundleNames.Checkpoint}, got another text", "");
        CheckSignature(note, checkpoint!, logKey, TextOf(files, BundleNames.LogKey), steps);
        return checkpoint;
    }

    static string? InclusionFault(IReadOnlyDictionary<string, byte[]> files, TlogProof proof, Checkpoint checkpoint)
    {
        var leaf = MerkleTree.LeafHash(Sha256Hash.Of(files.GetValueOrDefault(BundleNames.Manifest) ?? []).ToBytes());
        return MerkleTree.VerifyInclusion(leaf, (ulong)proof.Index, (ulong)checkpoint.Size, proof.Hashes, checkpoint.Root)
            ? null
            : $"expected hashes that lead from the manifest to root {checkpoint.Root}, got {proof.Hashes.Count} that do not";
    }

    static string Where(TlogProof proof, Checkpoint checkpoint) =>
        $"entry {proof.Index} of {checkpoint.Size} in {checkpoint.Origin}, root {checkpoint.Root}";

    static void CheckSignature(SignedNote note, Checkpoint checkpoint, string? given, string own, StepList steps)
    {
        if (!NoteKey.TryParse(given ?? own, out var key) || (given is null && own != $"{key}\n"))
        {
            steps.Add("checkpoint", "expected a verifier key (name+id+base64) of Ed25519 for the ledger, got another text", "");
            return;
        }

        var fault =
            NoteCheck.Fault(note, key!)
            ?? (key!.Name == checkpoint.Origin ? null : $"expected a key named {checkpoint.Origin}, got {key.Name}");
        var whose = given is null ? "the key in the bundle: compare its fingerprint elsewhere" : "the key you gave";
        steps.Add("checkpoint", fault, $"signed by {key!.Name}+{key.Id:x8}, SHA-256 {key.Fingerprint} ({whose})");
    }

    static string TextOf(IReadOnlyDictionary<string, byte[]> files, string name) =>
        files.TryGetValue(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : "";
}
