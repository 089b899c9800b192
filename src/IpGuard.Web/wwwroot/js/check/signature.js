// Signatures of tokens and certificates, by what the browser has.
import { TAG, Items, algorithmOf, bitsOf, context, inner, oidOf, only, smallInteger } from './der.js';
import { Fault } from './steps.js';

/** Digests that a token may use. */
export const HASHES = new Map([
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'], ['2.16.840.1.101.3.4.2.2', 'SHA-384'], ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
]);

const SHA1 = '1.3.14.3.2.26';

// By algorithm, with the digest that it names.
const ECDSA = new Map([
  ['1.2.840.10045.4.1', 'SHA-1'],
  ['1.2.840.10045.4.3.2', 'SHA-256'], ['1.2.840.10045.4.3.3', 'SHA-384'], ['1.2.840.10045.4.3.4', 'SHA-512'],
]);
const RSA = new Map([
  ['1.2.840.113549.1.1.5', 'SHA-1'],
  ['1.2.840.113549.1.1.11', 'SHA-256'], ['1.2.840.113549.1.1.12', 'SHA-384'], ['1.2.840.113549.1.1.13', 'SHA-512'],
]);

// These name a key alone: the digest stands elsewhere.
const [ECDSA_KEY, RSA_KEY, RSA_PSS, MGF1] = ['1.2.840.10045.2.1', '1.2.840.113549.1.1.1', '1.2.840.113549.1.1.10', '1.2.840.113549.1.1.8'];

const CURVES = new Map([['1.2.840.10045.3.1.7', ['P-256', 32]], ['1.3.132.0.34', ['P-384', 48]], ['1.3.132.0.35', ['P-521', 66]]]);

// RFC 4055, 3.1: what is not stated is SHA-1 and 20.
function readPss(parameters) {
  const items = new Items(parameters);
  const [hash, mask, salt] = [0, 1, 2].map((n) => items.optional(context(n)));
  const nameOf = (algorithm) => (algorithm.oid === SHA1 ? 'SHA-1' : HASHES.get(algorithm.oid));
  const digest = hash ? nameOf(algorithmOf(inner(hash, TAG.sequence))) : 'SHA-1';
  const generator = mask ? algorithmOf(inner(mask, TAG.sequence)) : null;
  const maskDigest = generator?.oid === MGF1 ? nameOf(algorithmOf(only(generator.parameters.whole, TAG.sequence))) : 'SHA-1';
  // The browser has one digest for both.
  if (!digest || digest !== maskDigest) throw new Fault('unable', 'RSA-PSS');
  return { digest, saltLength: salt ? smallInteger(inner(salt, TAG.integer)) : 20 };
}

function curveOf(key) {
  const items = new Items(only(key, TAG.sequence));
  const { oid, parameters } = algorithmOf(items.next(TAG.sequence));
  const curve = oid === ECDSA_KEY && parameters?.tag === TAG.oid ? oidOf(parameters) : oid;
  if (!CURVES.has(curve)) throw new Fault('unable', curve);
  return CURVES.get(curve);
}

// ECDSA-Sig-Value (RFC 3279, 2.2.3) as the browser wants it: r and s of full length, one after the other.
function toRaw(signature, length) {
  const items = new Items(only(signature, TAG.sequence));
  const raw = new Uint8Array(2 * length);
  for (const end of [length, 2 * length]) {
    const { content } = items.next(TAG.integer);
    const number = content[0] === 0 ? content.subarray(1) : content;
    if (content.length === 0 || number.length > length) throw new Fault('der.number');
    raw.set(number, end - number.length);
  }
  items.end();
  return raw;
}

// How the browser has to be asked.
function plan({ oid, parameters }, digest, key, signature) {
  if (RSA.has(oid) || oid === RSA_KEY) return { name: 'RSASSA-PKCS1-v1_5', hash: RSA.get(oid) ?? digest, signature };
  if (ECDSA.has(oid) || oid === ECDSA_KEY) {
    const [namedCurve, length] = curveOf(key);
    return { name: 'ECDSA', namedCurve, hash: ECDSA.get(oid) ?? digest, signature: toRaw(signature, length) };
  }
  if (oid !== RSA_PSS || !parameters) throw new Fault('unable', oid);
  const { digest: hash, saltLength } = readPss(parameters);
  return { name: 'RSA-PSS', hash, saltLength, signature };
}

/** True where the key has signed the data.
 * @param algorithm As the signature's neighbour states it.
 * @param digest For an algorithm that does not name its own.
 * @param key DER of the SubjectPublicKeyInfo.
 * @param isOwn Signed by the key that it names: then it binds nothing, and SHA-1 does no harm. */
export async function isSigned(algorithm, digest, key, signature, data, isOwn = false) {
  const { signature: raw, ...asked } = plan(algorithm, digest, key, signature);
  if (asked.hash === 'SHA-1' && !isOwn) throw new Fault('signature.weak');
  try {
    const imported = await crypto.subtle.importKey('spki', key, asked, false, ['verify']);
    return await crypto.subtle.verify(asked, imported, raw, data);
  } catch (error) {
    if (error.name === 'NotSupportedError') throw new Fault('unable', asked.name);
    return false;
  }
}
