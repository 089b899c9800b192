// JSON in its one canonical form (RFC 8785), of texts, whole numbers, truth values, arrays and objects only.
import { isSame, strictTextOf, utf8 } from './bytes.js';
import { Fault } from './steps.js';

const DEEPEST = 64;

// With "u", a pair of surrogates is one character and does not match.
const LONE_SURROGATE = /\p{Surrogate}/u;

const quoted = (text) => {
  if (LONE_SURROGATE.test(text)) throw new Fault('json.plain');
  return JSON.stringify(text);
};

/** Writes a value; throws for what has no place in a manifest. */
export function write(value, depth = 0) {
  if (depth > DEEPEST) throw new Fault('json.plain');
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return String(value);
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  if (Array.isArray(value)) return `[${value.map((inner) => write(inner, depth + 1)).join(',')}]`;
  if (value === null || typeof value !== 'object') throw new Fault('json.plain');
  // Without a comparison, sort goes by UTF-16 code units, as the form asks.
  return `{${Object.keys(value).sort().map((name) => `${quoted(name)}:${write(value[name], depth + 1)}`).join(',')}}`;
}

/** Reads JSON of any layout. */
export function read(bytes) {
  const text = strictTextOf(bytes);
  if (text === null) throw new Fault('json.form');
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('json.form');
  }
}

/** Reads JSON that is in its canonical form: a name twice, 1.0 for 1 or a blank is another text of the same value, and refused. */
export function readCanonical(bytes) {
  const value = read(bytes);
  if (!isSame(utf8(write(value)), bytes)) throw new Fault('json.canonical');
  return value;
}

export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
