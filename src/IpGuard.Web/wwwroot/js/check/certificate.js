// Certificates (RFC 5280), and the way from a token's signer to its authority's root.
import { fromBase64, isSame } from './bytes.js';
import { TAG, Items, algorithmOf, all, bitsOf, context, inner, oidOf, only, smallInteger, timeOf } from './der.js';
import { isSigned } from './signature.js';
import { Fault } from './steps.js';

const [CONSTRAINTS, KEY_USAGE, PURPOSES] = ['2.5.29.19', '2.5.29.15', '2.5.29.37'];
export const KEY_ID = '2.5.29.14';
const [TIME_STAMPING, ANY_PURPOSE] = ['1.3.6.1.5.5.7.3.8', '2.5.29.37.0'];

// Critical ones that are weighed here, or that ask nothing of this check: policies, other names.
const KNOWN = [CONSTRAINTS, KEY_USAGE, PURPOSES, '2.5.29.32', '2.5.29.17'];

const COMMON_NAME = '2.5.4.3';
const MAY_SIGN_CERTIFICATES = 0x04;
const MOST_CERTIFICATES = 32;

function readExtensions(element) {
  const extensions = new Map();
  for (const extension of element ? all(inner(element, TAG.sequence)) : []) {
    const items = new Items(extension);
    const oid = oidOf(items.next(TAG.oid));
    const critical = items.optional(TAG.boolean);
    if (extensions.has(oid)) throw new Fault('certificate.twice', oid);
    extensions.set(oid, { isCritical: critical?.content[0] === 0xff, value: items.next(TAG.octets).content });
    items.end();
  }
  return extensions;
}

function commonName(name) {
  for (const part of all(name).reverse().flatMap(all)) {
    const items = new Items(part);
    if (oidOf(items.next(TAG.oid)) !== COMMON_NAME) continue;
    const { tag, content } = items.any();
    return new TextDecoder(tag === 0x1e ? 'utf-16be' : 'utf-8').decode(content);
  }
  return '';
}

/** Reads one from its DER. */
export function readCertificate(bytes) {
  const outer = new Items(only(bytes, TAG.sequence));
  const tbs = outer.next(TAG.sequence);
  const algorithm = outer.next(TAG.sequence);
  const signature = bitsOf(outer.next(TAG.bits));
  outer.end();
  const items = new Items(tbs);
  items.optional(context(0));
  const serial = items.next(TAG.integer).content;
  // Stated twice, and signed once (RFC 5280, 4.1.1.2).
  if (!isSame(items.next(TAG.sequence).whole, algorithm.whole)) throw new Fault('certificate.algorithm');
  const issuer = items.next(TAG.sequence).whole;
  const [from, until] = all(items.next(TAG.sequence)).map(timeOf);
  const subject = items.next(TAG.sequence);
  const key = items.next(TAG.sequence).whole;
  items.optional(0x81);
  items.optional(0x82);
  const extensions = readExtensions(items.optional(context(3)));
  items.end();
  return {
    bytes, serial, issuer, from, until, key, extensions, signature,
    subject: subject.whole,
    name: commonName(subject),
    signed: tbs.whole,
    algorithm: algorithmOf(algorithm),
  };
}

/** Every certificate of a PEM file. */
export function readPem(bytes) {
  const text = new TextDecoder('latin1').decode(bytes);
  return [...text.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g)].map(([, base64]) => {
    const der = fromBase64(base64.replace(/\s/g, ''));
    if (!der) throw new Fault('certificate.pem');
    return readCertificate(der);
  });
}

const purposesOf = (certificate) => {
  const usage = certificate.extensions.get(PURPOSES);
  return usage ? all(only(usage.value, TAG.sequence)).map(oidOf) : null;
};

/** RFC 3161, 2.3: the one extended key usage, and critical. */
export function isForTimeStampingAlone(certificate) {
  const purposes = purposesOf(certificate);
  return purposes?.length === 1 && purposes[0] === TIME_STAMPING && certificate.extensions.get(PURPOSES).isCritical;
}

export const isGoodAt = (certificate, at) => certificate.from <= at && at <= certificate.until;

// Why a certificate may not have issued another for time stamping; null where it may. Between: how many stand below it, the last apart.
function issuerFault(certificate, at, between) {
  const { name, extensions } = certificate;
  const constraints = extensions.get(CONSTRAINTS);
  const items = constraints && new Items(only(constraints.value, TAG.sequence));
  if (items?.optional(TAG.boolean)?.content[0] !== 0xff) return new Fault('chain.issuer', name);
  const most = items.optional(TAG.integer);
  if (most && between > smallInteger(most)) return new Fault('chain.long', name);
  const usage = extensions.get(KEY_USAGE);
  if (usage && !(only(usage.value, TAG.bits).content[1] & MAY_SIGN_CERTIFICATES)) return new Fault('chain.issuer', name);
  const purposes = purposesOf(certificate);
  if (purposes && !purposes.includes(TIME_STAMPING) && !purposes.includes(ANY_PURPOSE)) return new Fault('chain.issuer', name);
  return isGoodAt(certificate, at) ? unknownFault(certificate) : new Fault('chain.dates', name);
}

// RFC 5280, 4.2: what is critical and not understood may not be passed over.
export function unknownFault({ name, extensions }) {
  const unknown = [...extensions].find(([oid, { isCritical }]) => isCritical && !KNOWN.includes(oid));
  return unknown ? new Fault('chain.critical', name, unknown[0]) : null;
}

const hasIssued = async (issuer, certificate, isOwn = false) =>
  isSame(issuer.subject, certificate.issuer)
  && isSigned(certificate.algorithm, null, issuer.key, certificate.signature, certificate.signed, isOwn);

/** Throws where the signer does not lead to the root: each certificate signed by the next, each next one fit to, at that time.
 * @param between Certificates that may stand on the way. */
export async function checkChain(signer, between, root, at) {
  if (between.length > MOST_CERTIFICATES) throw new Fault('chain.many', MOST_CERTIFICATES, between.length);
  if (!(await hasIssued(root, root, true))) throw new Fault('chain.root', root.name);
  let fault = new Fault('chain.none', signer.name);
  // Each is looked at once: the way is as short as it can be.
  const seen = [signer];
  const ways = [[signer, 0]];
  for (const [certificate, depth] of ways) {
    for (const issuer of [root, ...between]) {
      if (!isSame(issuer.subject, certificate.issuer) || seen.some((one) => isSame(one.bytes, issuer.bytes))) continue;
      const unfit = issuerFault(issuer, at, depth);
      if (unfit || !(await hasIssued(issuer, certificate))) {
        fault = unfit ?? new Fault('chain.signature', issuer.name);
      } else if (issuer === root) {
        return;
      } else {
        seen.push(issuer);
        ways.push([issuer, depth + 1]);
      }
    }
  }
  throw fault;
}
