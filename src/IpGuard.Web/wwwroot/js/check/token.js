// Checks an RFC 3161 token: imprint, nonce, signature, the signer's one purpose, and its way to the root at the time it signed.
import { digest, isSame } from './bytes.js';
import { checkChain, isForTimeStampingAlone, isGoodAt, KEY_ID, readCertificate, unknownFault } from './certificate.js';
import { TAG, Items, algorithmOf, all, context, inner, oidOf, only, smallInteger, timeOf } from './der.js';
import { HASHES, isSigned } from './signature.js';
import { Fault } from './steps.js';

const [SIGNED_DATA, TST_INFO] = ['1.2.840.113549.1.7.2', '1.2.840.113549.1.9.16.1.4'];
const [CONTENT_TYPE, MESSAGE_DIGEST] = ['1.2.840.113549.1.9.3', '1.2.840.113549.1.9.4'];
const [SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2] = ['1.2.840.113549.1.9.16.2.12', '1.2.840.113549.1.9.16.2.47'];

const hashOf = (algorithm) => {
  const name = HASHES.get(algorithm.oid);
  if (!name) throw new Fault('token.algorithm', algorithm.oid);
  return name;
};

function readImprint(element) {
  const items = new Items(element);
  const hash = hashOf(algorithmOf(items.next(TAG.sequence)));
  const bytes = items.next(TAG.octets).content;
  items.end();
  return { hash, bytes };
}

// TSTInfo (RFC 3161, 2.4.2).
function readInfo(bytes) {
  const items = new Items(only(bytes, TAG.sequence));
  if (smallInteger(items.next(TAG.integer)) !== 1) throw new Fault('der.number');
  items.next(TAG.oid);
  const imprint = readImprint(items.next(TAG.sequence));
  items.next(TAG.integer);
  const at = timeOf(items.next(TAG.time));
  items.optional(TAG.sequence);
  items.optional(TAG.boolean);
  const nonce = items.optional(TAG.integer)?.content ?? null;
  items.optional(context(0));
  items.optional(context(1));
  items.end();
  return { imprint, at, nonce };
}

// TimeStampReq (RFC 3161, 2.4.1).
function readRequest(bytes) {
  const items = new Items(only(bytes, TAG.sequence));
  items.next(TAG.integer);
  const imprint = readImprint(items.next(TAG.sequence));
  items.optional(TAG.oid);
  const nonce = items.optional(TAG.integer)?.content ?? null;
  items.optional(TAG.boolean);
  items.optional(context(0));
  items.end();
  return { imprint, nonce };
}

// SignerInfo (RFC 5652, 5.3).
function readSigner(element) {
  const items = new Items(only(element.whole, TAG.sequence));
  items.next(TAG.integer);
  const id = items.any();
  const hash = hashOf(algorithmOf(items.next(TAG.sequence)));
  const attributes = items.next(context(0));
  const algorithm = algorithmOf(items.next(TAG.sequence));
  const signature = items.next(TAG.octets).content;
  items.optional(context(1));
  items.end();
  return { id, hash, attributes, algorithm, signature };
}

// ContentInfo with SignedData (RFC 5652, 5.1) with TSTInfo in it, signed once.
function readToken(bytes) {
  const outer = new Items(only(bytes, TAG.sequence));
  if (oidOf(outer.next(TAG.oid)) !== SIGNED_DATA) throw new Fault('token.content');
  const items = new Items(inner(outer.next(context(0)), TAG.sequence));
  outer.end();
  items.next(TAG.integer);
  items.next(TAG.set);
  const encapsulated = new Items(items.next(TAG.sequence));
  if (oidOf(encapsulated.next(TAG.oid)) !== TST_INFO) throw new Fault('token.content');
  const content = inner(encapsulated.next(context(0)), TAG.octets).content;
  encapsulated.end();
  const certificates = items.optional(context(0));
  items.optional(context(1));
  const signers = all(items.next(TAG.set));
  items.end();
  if (signers.length !== 1) throw new Fault('token.signers', signers.length);
  return {
    content,
    info: readInfo(content),
    signer: readSigner(signers[0]),
    certificates: (certificates ? all(certificates) : []).filter((c) => c.tag === TAG.sequence).map((c) => readCertificate(c.whole)),
  };
}

async function checkContent({ info }, data, request) {
  const imprint = await digest(data, info.imprint.hash);
  if (!isSame(info.imprint.bytes, imprint)) throw new Fault('token.imprint');
  if (!request) return;
  const asked = readRequest(request);
  if (!isSame(asked.imprint.bytes, imprint)) throw new Fault('token.request');
  if (!isSame(asked.nonce ?? [], info.nonce ?? [])) throw new Fault('token.nonce');
}

// By issuer and serial number, or by the key's id.
function findSigner({ signer: { id }, certificates }) {
  const isIt = (certificate) => {
    if (id.tag !== TAG.sequence) {
      const keyId = certificate.extensions.get(KEY_ID);
      return id.tag === 0x80 && keyId !== undefined && isSame(only(keyId.value, TAG.octets).content, id.content);
    }
    const items = new Items(id);
    return isSame(items.next(TAG.sequence).whole, certificate.issuer) && isSame(items.next(TAG.integer).content, certificate.serial);
  };
  const found = certificates.find(isIt);
  if (!found) throw new Fault('token.certificate');
  return found;
}

/** Values of the signed attributes, each with one. */
function readAttributes(element) {
  const attributes = new Map();
  for (const attribute of all(element)) {
    const items = new Items(attribute);
    const oid = oidOf(items.next(TAG.oid));
    const values = all(items.next(TAG.set));
    items.end();
    if (attributes.has(oid) || values.length !== 1) throw new Fault('token.attribute', oid);
    attributes.set(oid, values[0]);
  }
  return attributes;
}

// ESSCertID and ESSCertIDv2 (RFC 5035): the first names the signer, so that no other can be put in its place.
async function isNamedBy(value, certificate, isFirst) {
  const certificates = new Items(only(value.whole, TAG.sequence)).next(TAG.sequence);
  const items = new Items(new Items(certificates).next(TAG.sequence));
  const stated = isFirst ? null : items.optional(TAG.sequence);
  const hash = isFirst ? 'SHA-1' : stated ? hashOf(algorithmOf(stated)) : 'SHA-256';
  return isSame(items.next(TAG.octets).content, await digest(certificate.bytes, hash));
}

async function checkAttributes({ content, signer }, certificate) {
  const attributes = readAttributes(signer.attributes);
  const expect = (oid, isGood) => {
    if (!attributes.has(oid) || !isGood(attributes.get(oid))) throw new Fault('token.attribute', oid);
  };
  const expected = await digest(content, signer.hash);
  expect(CONTENT_TYPE, (value) => value.tag === TAG.oid && oidOf(value) === TST_INFO);
  expect(MESSAGE_DIGEST, (value) => value.tag === TAG.octets && isSame(value.content, expected));
  const named = [SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2].filter((oid) => attributes.has(oid));
  if (named.length === 0) throw new Fault('token.unnamed');
  for (const oid of named) {
    if (!(await isNamedBy(attributes.get(oid), certificate, oid === SIGNING_CERTIFICATE))) throw new Fault('token.unnamed');
  }
}

async function checkSignature({ signer }, certificate) {
  // They are signed as the SET that they are, and stand in the token under a number in its place (RFC 5652, 5.4).
  const signed = Uint8Array.from(signer.attributes.whole);
  signed[0] = TAG.set;
  if (!(await isSigned(signer.algorithm, signer.hash, certificate.key, signer.signature, signed))) throw new Fault('token.signature');
}

const instant = (at) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** Checks one.
 * @param data What it has to be over.
 * @param between Certificates that it may lack.
 * @param request DER of the request that it answers; null where there was none.
 * @returns When it was signed, in milliseconds, and by whom; throws why it is not to be believed. */
export async function checkToken(bytes, data, { root, between, request }) {
  const token = readToken(bytes);
  await checkContent(token, data, request);
  const certificate = findSigner(token);
  const { at } = token.info;
  if (!isGoodAt(certificate, at)) throw new Fault('token.dates', instant(at), instant(certificate.from), instant(certificate.until));
  await checkAttributes(token, certificate);
  await checkSignature(token, certificate);
  if (!isForTimeStampingAlone(certificate)) throw new Fault('token.purpose');
  const unknown = unknownFault(certificate);
  if (unknown) throw unknown;
  await checkChain(certificate, [...between, ...token.certificates], root, at);
  return { at, authority: certificate.name };
}
