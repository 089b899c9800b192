// Reads DER (X.690) as far as tokens and certificates need it: lengths are stated, and stated the shortest way.
import { Fault } from './steps.js';

export const TAG = {
  boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utcTime: 0x17, time: 0x18, sequence: 0x30, set: 0x31,
};

/** An element inside its parent that the schema numbers n. */
export const context = (n) => 0xa0 + n;

const shown = (tag) => (tag === undefined ? '–' : `0x${tag.toString(16).padStart(2, '0')}`);

function readAt(bytes, at) {
  const tag = bytes[at];
  let [length, start] = [bytes[at + 1], at + 2];
  if (length === undefined || (tag & 0x1f) === 0x1f) throw new Fault('der.length');
  if (length >= 0x80) {
    const count = length - 0x80;
    if (count === 0 || count > 4 || start + count > bytes.length) throw new Fault('der.length');
    length = bytes.subarray(start, start + count).reduce((sum, byte) => sum * 256 + byte, 0);
    if (length < 0x80 || bytes[start] === 0) throw new Fault('der.length');
    start += count;
  }
  if (start + length > bytes.length) throw new Fault('der.length');
  return { tag, whole: bytes.subarray(at, start + length), content: bytes.subarray(start, start + length) };
}

/** The one element that fills these bytes. */
export function only(bytes, tag) {
  const element = readAt(bytes, 0);
  if (element.tag !== tag) throw new Fault('der.tag', shown(tag), shown(element.tag));
  if (element.whole.length !== bytes.length) throw new Fault('der.rest', bytes.length - element.whole.length);
  return element;
}

/** The elements inside one, in their order. */
export class Items {
  #bytes;
  #at = 0;

  constructor(element) {
    this.#bytes = element.content;
  }

  get isAtEnd() {
    return this.#at === this.#bytes.length;
  }

  any() {
    const element = readAt(this.#bytes, this.#at);
    this.#at += element.whole.length;
    return element;
  }

  next(tag) {
    if (this.#bytes[this.#at] !== tag) throw new Fault('der.tag', shown(tag), shown(this.#bytes[this.#at]));
    return this.any();
  }

  /** Null where the next is of another tag, or there is none. */
  optional(tag) {
    return !this.isAtEnd && this.#bytes[this.#at] === tag ? this.any() : null;
  }

  end() {
    if (!this.isAtEnd) throw new Fault('der.rest', this.#bytes.length - this.#at);
  }
}

export function all(element) {
  const [items, elements] = [new Items(element), []];
  while (!items.isAtEnd) elements.push(items.any());
  return elements;
}

/** What stands in an element that holds one other. */
export const inner = (element, tag) => only(element.content, tag);

/** An object identifier with its dots. */
export function oidOf({ content }) {
  const numbers = [];
  let number = 0n;
  for (const byte of content) {
    number = number * 128n + BigInt(byte & 0x7f);
    if (byte & 0x80) continue;
    numbers.push(number);
    number = 0n;
  }
  if (numbers.length === 0 || content.at(-1) & 0x80) throw new Fault('der.oid');
  const first = numbers[0] < 80n ? numbers[0] / 40n : 2n;
  return [first, numbers[0] - first * 40n, ...numbers.slice(1)].join('.');
}

/** An algorithm, and its parameters where there are any. */
export function algorithmOf(element) {
  const items = new Items(element);
  const oid = oidOf(items.next(TAG.oid));
  const parameters = items.isAtEnd ? null : items.any();
  items.end();
  return { oid, parameters };
}

export function smallInteger({ content }) {
  if (content.length === 0 || content.length > 4 || content[0] & 0x80) throw new Fault('der.number');
  return content.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Bytes of a string of bits that fills them. */
export function bitsOf({ content }) {
  if (content.length === 0 || content[0] !== 0) throw new Fault('der.bits');
  return content.subarray(1);
}

const TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d*[1-9])?Z$/;
const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

/** An instant in milliseconds; both ways of writing it, UTC, to the second or finer. */
export function timeOf({ tag, content }) {
  const text = String.fromCharCode(...content.subarray(0, 40));
  const form = tag === TAG.time ? TIME : UTC_TIME;
  const [, year, month, day, hour, minute, second, fraction] = form.exec(text) ?? [];
  // RFC 5280, 4.1.2.5.1.
  const century = { 2: Number(year) < 50 ? '20' : '19', 4: '' }[year?.length];
  const stated = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const at = new Date(`${stated}Z`);
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 19) !== stated) throw new Fault('der.time', text);
  return at.getTime() + Math.floor(Number(fraction ?? 0) * 1000);
}
