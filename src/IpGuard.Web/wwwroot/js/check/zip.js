// Unpacks a bundle into memory, within bounds. Sums of the ZIP's own (CRC-32) are not looked at: SHA256SUMS tells more.
import { isSame, strictTextOf } from './bytes.js';
import { Fault } from './steps.js';

const MB = 1024 * 1024;

// Twelve pictures of three files each, eight tokens of five, and the rest.
const MOST_ENTRIES = 128;

// Twelve pictures of 25 MB, and room for the rest.
const MOST_BYTES = 320 * MB;

// APPNOTE.TXT, 4.3.
const END = { signature: 0x06054b50, length: 22 };
const ENTRY = { signature: 0x02014b50, length: 46 };
const LOCAL = { signature: 0x04034b50, length: 30 };
const LONGEST_REMARK = 0xffff;
const ENCRYPTED = 1;
const [STORED, DEFLATED] = [0, 8];

const noZip = () => new Fault('bundle.zip');

const tooMuch = () => new Fault('bundle.much', MOST_BYTES / MB);

const isClimbing = (name) =>
  name.startsWith('/') || name.includes('\\') || name.includes(':') || name.split('/').some((part) => part === '..' || part === '.');

/** @param file A Blob. @returns The files by name. */
export async function readZip(file) {
  if (file.size > MOST_BYTES) throw new Fault('bundle.heavy', MOST_BYTES / MB, Math.ceil(file.size / MB));
  const bytes = new Uint8Array(await readWhole(file));
  const view = new DataView(bytes.buffer);
  const entries = readDirectory(bytes, view);
  checkEntries(entries);
  const files = new Map();
  for (const entry of entries) files.set(entry.name, await unpack(bytes, view, entry));
  return files;
}

async function readWhole(file) {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new Fault('bundle.unreadable');
  }
}

function findEnd(view) {
  const first = Math.max(0, view.byteLength - END.length - LONGEST_REMARK);
  for (let at = view.byteLength - END.length; at >= first; at--) {
    const isEnd = view.getUint32(at, true) === END.signature && at + END.length + view.getUint16(at + 20, true) === view.byteLength;
    if (isEnd) return at;
  }
  throw noZip();
}

// A directory that does not fill its place is not read: another program might see other files in it.
function readDirectory(bytes, view) {
  const end = findEnd(view);
  const [count, length, start] = [view.getUint16(end + 10, true), view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  if (count > MOST_ENTRIES) throw new Fault('bundle.many', MOST_ENTRIES, count);
  if (view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count || start + length !== end) throw noZip();
  const entries = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY.length > end || view.getUint32(at, true) !== ENTRY.signature) throw noZip();
    const nameLength = view.getUint16(at + 28, true);
    const next = at + ENTRY.length + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) throw noZip();
    const rawName = bytes.subarray(at + ENTRY.length, at + ENTRY.length + nameLength);
    const name = strictTextOf(rawName);
    if (name === null || view.getUint16(at + 8, true) & ENCRYPTED) throw noZip();
    entries.push({
      name,
      rawName,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      length: view.getUint32(at + 24, true),
      start: view.getUint32(at + 42, true),
    });
    at = next;
  }
  if (at !== end) throw noZip();
  return entries;
}

// What can be told before a byte is unpacked.
function checkEntries(entries) {
  const names = new Set();
  for (const { name } of entries) {
    if (isClimbing(name)) throw new Fault('bundle.climbs', name);
    if (names.has(name)) throw new Fault('bundle.twice', name);
    names.add(name);
  }
  if (entries.reduce((total, { length }) => total + length, 0) > MOST_BYTES) throw tooMuch();
}

async function unpack(bytes, view, { name, rawName, method, packed, length, start }) {
  if (start + LOCAL.length > bytes.length || view.getUint32(start, true) !== LOCAL.signature) throw noZip();
  const nameAt = start + LOCAL.length;
  const dataAt = nameAt + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  if (dataAt + packed > bytes.length) throw noZip();
  // Two names for the same bytes: programs that read one file after the other would see the other one.
  if (!isSame(bytes.subarray(nameAt, nameAt + view.getUint16(start + 26, true)), rawName)) throw noZip();
  const data = bytes.subarray(dataAt, dataAt + packed);
  if (method === STORED && packed === length) return data;
  if (method === DEFLATED) return inflate(data, length, name);
  throw new Fault('bundle.method', name);
}

// The stated lengths are within the bound together; each is held to while inflating, so that nothing beyond it is kept.
async function inflate(data, length, name) {
  const whole = new Uint8Array(length);
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => { throw new Fault('bundle.deflate', name); });
    if (done) break;
    if (at + value.length > length) {
      await reader.cancel().catch(() => {});
      throw new Fault('bundle.lies', length, name);
    }
    whole.set(value, at);
    at += value.length;
  }
  if (at !== length) throw new Fault('bundle.lies', length, name);
  return whole;
}
