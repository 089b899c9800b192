// Ties a bundle's manifest to a checkpoint, and the checkpoint to the ledger's key.
import { concat, digest, fromBase64, hex, isSame, textOf, toBase64, utf8 } from './bytes.js';
import { Fault } from './steps.js';

const HEADER = 'c2sp.org/tlog-proof@v1';
const HASH_BYTES = 32;
const MOST_HASHES = 63;
const MOST_SIGNATURES = 100;
const MOST_NUMBER = 2n ** 63n - 1n;
const ED25519 = 1;
const [KEY_BYTES, SIGNATURE_BYTES, ID_BYTES] = [32, 64, 4];

const readHash = (text) => {
  const bytes = fromBase64(text);
  return bytes?.length === HASH_BYTES ? bytes : null;
};

// Decimal, no leading zero, of 63 bits at most; null for any other text.
const readNumber = (text) => (/^(0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) <= MOST_NUMBER ? BigInt(text) : null);

// A name of a key: no space of any kind, no plus.
const isName = (text) => /^[^\s\u0085+]+$/.test(text);

/** A tlog-proof file: index, hashes from the leaf up, and the checkpoint's note; an "extra" line is allowed and not looked at. */
function readProof(text) {
  const split = text.indexOf('\n\n');
  const lines = split < 0 ? [] : text.slice(0, split).split('\n');
  if (lines.shift() !== HEADER) return null;
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const line = lines.shift() ?? '';
  const index = line.startsWith('index ') ? readNumber(line.slice(6)) : null;
  const hashes = lines.map(readHash);
  return index === null || hashes.length > MOST_HASHES || hashes.includes(null) ? null : { index, hashes, note: text.slice(split + 2) };
}

function readSignature(line) {
  const parts = line.startsWith('— ') ? line.slice(2).split(' ') : [];
  const bytes = parts.length === 2 && isName(parts[0]) ? fromBase64(parts[1]) : null;
  return bytes?.length > ID_BYTES ? { name: parts[0], id: hex(bytes.subarray(0, ID_BYTES)), bytes: bytes.subarray(ID_BYTES) } : null;
}

/** A text with signatures under it (C2SP signed-note). */
function readNote(note) {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f\ufffd]/.test(note)) return null;
  const signatures = note.slice(split + 2, -1).split('\n').map(readSignature);
  return signatures.length > MOST_SIGNATURES || signatures.includes(null) ? null : { text: note.slice(0, split + 1), signatures };
}

/** Origin, size and root (C2SP tlog-checkpoint); lines after the third are allowed and not looked at. */
function readCheckpoint(text) {
  const [origin, size, root, ...rest] = text.split('\n');
  const [number, hash] = [readNumber(size ?? ''), readHash(root ?? '')];
  if (rest.length === 0 || origin === '' || number === null || !hash) return null;
  return { origin, size: number, root: hash, body: utf8(`${origin}\n${size}\n${root}\n`) };
}

const hashLeaf = (entry) => digest(concat([0], entry));

const hashNode = (left, right) => digest(concat([1], left, right));

/** True where the hashes tie the leaf to the root (RFC 9162, 2.1.3.2). Their number is part of what is checked. */
async function isIncluded(leaf, index, size, hashes, root) {
  if (index >= size) return false;
  let [fn, sn, r] = [index, size - 1n, leaf];
  for (const p of hashes) {
    if (sn === 0n) return false;
    if (fn % 2n === 1n || fn === sn) {
      r = await hashNode(p, r);
      while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn / 2n, sn / 2n];
    } else {
      r = await hashNode(r, p);
    }
    [fn, sn] = [fn / 2n, sn / 2n];
  }
  return sn === 0n && isSame(r, root);
}

/** A key that checks notes: name+id+base64, and a newline. */
async function readKey(text) {
  const [, name, id, base64] = /^([^+]+)\+([0-9a-f]{8})\+([^\s]+)\n$/.exec(text) ?? [];
  const bytes = base64 && isName(name) ? fromBase64(base64) : null;
  if (bytes?.length !== 1 + KEY_BYTES || bytes[0] !== ED25519) return null;
  if (hex((await digest(concat(utf8(`${name}\n`), bytes))).subarray(0, ID_BYTES)) !== id) return null;
  return { name, id, bytes: bytes.subarray(1), fingerprint: hex(await digest(bytes.subarray(1))) };
}

// Younger than the rest of WebCrypto: where it is absent, nothing is said to be checked.
async function isSigned(key, signature, text) {
  try {
    const imported = await crypto.subtle.importKey('raw', key.bytes, { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify({ name: 'Ed25519' }, imported, signature, utf8(text));
  } catch (error) {
    if (error.name === 'NotSupportedError') throw new Fault('unable', 'Ed25519');
    return false;
  }
}

// Signatures of other keys are passed over; a bad one of this key spoils the note.
async function checkSignature(note, checkpoint, key, found) {
  const called = `${key.name}+${key.id}`;
  const own = note.signatures.filter(({ name, id }) => name === key.name && id === key.id);
  if (own.length === 0) throw new Fault('checkpoint.unsigned', called, note.signatures.map(({ name, id }) => `${name}+${id}`).join(', '));
  for (const { bytes } of own) {
    if (bytes.length !== SIGNATURE_BYTES || !(await isSigned(key, bytes, note.text))) throw new Fault('checkpoint.signature', called);
  }
  if (key.name !== checkpoint.origin) throw new Fault('checkpoint.origin', checkpoint.origin, key.name);
  found('checkpoint.ok', called);
}

/** The steps from the manifest to the root, and from the root to the key.
 * @returns The checkpoint and the key's fingerprint; null for what cannot be read. */
export async function checkLedger(files, steps) {
  const text = (name) => textOf(files.get(name) ?? new Uint8Array());
  const proof = readProof(text('proof.tlog-proof'));
  const note = proof && readNote(proof.note);
  const checkpoint = note && readCheckpoint(note.text);
  const key = await readKey(text('log.pub'));
  if (!checkpoint) {
    steps.add('inclusion', false, 'inclusion.form', HEADER);
    return { checkpoint: null, fingerprint: key?.fingerprint ?? null };
  }
  await steps.run('inclusion', async (found) => {
    const leaf = await hashLeaf(await digest(files.get('manifest.json') ?? new Uint8Array()));
    const root = toBase64(checkpoint.root);
    if (!(await isIncluded(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root))) {
      throw new Fault('inclusion.other', root, proof.hashes.length);
    }
    found('inclusion.ok', proof.index, checkpoint.size, checkpoint.origin);
  });
  if (text('checkpoint') !== proof.note) steps.add('checkpoint', false, 'checkpoint.other');
  await steps.run('checkpoint', async (found) => {
    if (!key) throw new Fault('checkpoint.key');
    await checkSignature(note, checkpoint, key, found);
  });
  return { checkpoint, fingerprint: key?.fingerprint ?? null };
}
