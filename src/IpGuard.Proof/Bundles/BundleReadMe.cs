using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using IpGuard.Core.Ledger;

namespace IpGuard.Proof.Bundles;

/// <summary>The words in a bundle, for whoever opens it years later.</summary>
static class BundleReadMe
{
    public static string Write(Bundle bundle)
    {
        var manifest = Manifest.Read(bundle.Manifest);
        _ = NoteKey.TryParse(bundle.LogKey, out var key);
        return $"""
            IpGuard 证据包 / evidence bundle
            {manifest.Number}
            {Instant(manifest.FiledAt, 0)} UTC · {Instant(manifest.FiledAt, 8)} 北京时间 (UTC+8)

            证明什么：本包中的文件和文字在时间戳所示之时已经存在，此后未被改动。
            不证明什么：不证明谁是作者，不产生专利权、著作权或其他权利，也不是法律意见。证据是否采信由法院决定。
            What it proves: the files and texts in this bundle existed at the time of the timestamps, and have not been changed since.
            What it does not prove: who made them. It gives no patent, copyright or other right, and is not legal advice. Whether it is
            accepted as evidence is for the court to decide.

            如何核验 / How to check it, offline:
              ipguard verify BUNDLE.zip                   or, unpacked, with openssl 3 and sha256sum only:
              sh verify.sh [--log-pub FILE] [--tsa-ca FILE]

            与《人民法院在线诉讼规则》第十六条至第十八条的对应 / What the Online Litigation Rules ask, and where it stands:
              第十六条 上链后未经篡改 / not changed after it was logged (art. 16)
                manifest.json       清单：被记入账本的声明 / the statement whose SHA-256 is the ledger's entry
                proof.tlog-proof    包含证明：条目在账本中的位置 / ties the entry to the checkpoint (c2sp.org/tlog-proof, RFC 6962)
                checkpoint          检查点：账本签名的树根 / size and root, signed with Ed25519 (c2sp.org/tlog-checkpoint)
                tokens/NN/          可信时间戳 / RFC 3161 tokens over the checkpoint's first three lines
                该条所称为区块链存储；本账本是只增哈希账本，是否适用由法院判断。
                The article speaks of blockchain storage. This ledger is an append-only hash log; whether it applies is for the court.
              第十七条 平台与技术 / the platform and its technique (art. 17)
                tokens/NN/ca.pem    时间戳机构的根证书 / root of each authority; an authority of the operator's own is named so
                log.pub             账本公钥 / the ledger's public key
                verify.sh           不依赖本平台的核验 / checks everything without the platform
              第十八条 上链前的真实性 / truth before it was logged (art. 18)
                collection.json     采集的时间、人员、方式和系统 / when, by whom, how and with which system it was collected
                files/NN/           原件、文件名和盐值 / original, its name, and the salt of their commitments
                fields.json         保密文字及其盐值 / confidential texts, each with its salt
                来源本身的真实性须另行举证。 / The truth of the source itself has to be shown otherwise.

            逐步核验 / By hand, step by step:
              1. cat files/01/salt files/01/original | sha256sum      = commitment of file 1 in manifest.json
              2. sha256sum manifest.json                              = the entry; SHA-256(00 ‖ entry) is its leaf
              3. proof.tlog-proof leads from the leaf to the root in checkpoint
              4. checkpoint is signed by log.pub
              5. sed '/^$/,$d' checkpoint > body
                 openssl ts -verify -token_in -in tokens/01/token.tsr -data body -CAfile tokens/01/ca.pem -attime TIME
                 TIME is the token's own time in seconds since 1970 (verify.sh reads it). Never -no_check_time: it accepts a token that an
                 expired key has signed.
              A token with a file “renews” is over: cat tokens/NN/token.tsr body. SHA256SUMS tells damage, not forgery.

            不要只信本包里的公钥：请与证书、网站或第三方所存的指纹核对。
            Do not trust the keys in this bundle alone: compare these fingerprints with the certificate, the site or a third party's copy.
              log.pub  SHA-256 of the public key  {key?.Fingerprint}
            {string.Join('\n', bundle.Tokens.Select((t, i) => Authority(t, i + 1)))}

            """;
    }

    static string Authority(BundleToken token, int no)
    {
        using var root = X509Certificate2.CreateFromPem(token.RootPem);
        return $"  tokens/{no:00}/ca.pem  SHA-256 of the certificate  {BundleTexts.Fingerprint(root)}  {root.GetNameInfo(X509NameType.SimpleName, false)}";
    }

    static string Instant(DateTimeOffset at, int offsetHours) =>
        at.ToOffset(TimeSpan.FromHours(offsetHours)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
