// Holds what a bundle shows against its sums and against what its manifest commits to.
import { concat, digest, fromBase64, hex, isSame, strictTextOf, textOf, toBase64, utf8 } from './bytes.js';
import { isObject, read, readCanonical, write } from './json.js';
import { Fault } from './steps.js';

const SALT_BYTES = 32;
const FIRST_VERSION = 'ipguard/manifest/v1';
const THIRD_VERSION = 'ipguard/manifest/v3';
const VERSIONS = [FIRST_VERSION, 'ipguard/manifest/v2', THIRD_VERSION];
const SUMS = 'SHA256SUMS';
const SINGLE = [
  'README.txt', 'manifest.json', 'fields.json', 'collection.json', 'proof.tlog-proof', 'checkpoint', 'log.pub', 'verify.sh',
];

const padded = (no) => String(no).padStart(2, '0');

/** Places of the tokens in a bundle, from 1. */
export const tokenNumbers = (files) => {
  const names = [...files.keys()];
  return Array.from({ length: 99 }, (_, i) => i + 1).filter((no) => names.some((name) => name.startsWith(`tokens/${padded(no)}/`)));
};

export const tokenFile = (no, name) => `tokens/${padded(no)}/${name}`;

const fileOf = (no, name) => `files/${padded(no)}/${name}`;

const expectFile = (files, name) => {
  if (!files.has(name)) throw new Fault('file.none', name);
  return files.get(name);
};

const listed = (names) => names.join(', ');

const without = (these, those) => these.filter((one) => !those.includes(one));

// Against damage: whoever can rewrite a file can rewrite its sum. What guards against forgery are the steps after it.
export async function checkSums(files, found, hashed) {
  const stated = expectFile(files, SUMS);
  const lines = [];
  for (const name of [...files.keys()].filter((one) => one !== SUMS).sort()) {
    lines.push(`${hex(await digest(files.get(name)))}  ${name}`);
    hashed(files.get(name).length);
  }
  const made = `${lines.join('\n')}\n`;
  if (!isSame(utf8(made), stated)) {
    const [expected, got] = [textOf(stated).split('\n'), made.split('\n')];
    const changed = [...without(expected, got), ...without(got, expected)].map((line) => (line.length > 66 ? line.slice(66) : line));
    throw new Fault('sums.changed', listed([...new Set(changed)].sort()), SUMS);
  }
  found('sums.ok', lines.length, SUMS);
}

const isText = (value) => typeof value === 'string';

const isHash = (value) => isText(value) && /^[0-9a-f]{64}$/i.test(value);

// A day that is not in the calendar would be read as the next month's.
const isInstant = (text) => {
  const at = isText(text) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? new Date(text) : new Date(NaN);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text.replace('Z', '.000Z');
};

// Keys that are not known are let be: what matters is that those which are checked are there and of their form.
function expectForm(value, form, place) {
  for (const [name, isGood] of Object.entries(form)) {
    if (!isObject(value) || !isGood(value[name])) throw new Fault('manifest.key', `${place}${name}`);
  }
}

export async function readManifest(files, found) {
  const manifest = readCanonical(expectFile(files, 'manifest.json'));
  expectForm(manifest, { version: isText }, '');
  if (!VERSIONS.includes(manifest.version)) throw new Fault('manifest.version', listed(VERSIONS), manifest.version);
  const isFirst = manifest.version === FIRST_VERSION;
  expectForm(manifest, { number: isText, filed_at: isInstant, category: isText, ownership_basis: isText }, '');
  expectForm(manifest, { files: Array.isArray, fields: Array.isArray, ...(isFirst ? {} : { collection: isObject }) }, '');
  if (!isFirst) expectForm(manifest.collection, { method: isText, system: isText }, 'collection.');
  if (manifest.version === THIRD_VERSION) expectForm(manifest, { stage: isText, ai_use: isText }, '');
  if (manifest.previous !== undefined) expectForm(manifest.previous, { filing: isText, entry: isHash }, 'previous.');
  const file = { no: Number.isInteger, media_type: isText, length_bytes: Number.isInteger, commitment: isHash };
  manifest.files.forEach((one, i) => expectForm(one, isFirst ? file : { ...file, name_commitment: isHash }, `files[${i}].`));
  manifest.fields.forEach((one, i) => expectForm(one, { name: isText, commitment: isHash }, `fields[${i}].`));
  found('manifest.ok', manifest.number, manifest.filed_at, manifest.version);
  return { ...manifest, isFirst };
}

export async function checkLayout(files, manifest, found) {
  const numbers = manifest?.files.map((file) => file.no) ?? [];
  const needed = [SUMS, ...SINGLE, ...numbers.flatMap((no) => ['original', 'name.txt', 'salt'].map((name) => fileOf(no, name)))];
  const ofToken = ['token.tsr', 'ca.pem', 'chain.pem', 'request.tsq', 'renews'];
  const allowed = [...needed, ...tokenNumbers(files).flatMap((no) => ofToken.map((name) => tokenFile(no, name)))];
  const missing = needed.filter((name) => !files.has(name));
  const strange = without([...files.keys()], allowed);
  if (missing.length > 0 && strange.length > 0) throw new Fault('layout.both', listed(missing), listed(strange));
  if (missing.length > 0) throw new Fault('layout.missing', listed(missing));
  if (strange.length > 0) throw new Fault('layout.strange', listed(strange));
  found('layout.ok', files.size);
}

const isCommitted = async (salt, content, commitment) => hex(await digest(concat(salt, content))) === commitment.toLowerCase();

async function checkFile(files, stated, isFirst, found, hashed) {
  const [bytes, salt, name] = ['original', 'salt', 'name.txt'].map((part) => expectFile(files, fileOf(stated.no, part)));
  if (bytes.length !== stated.length_bytes) throw new Fault('file.length', stated.length_bytes, bytes.length);
  if (salt.length !== SALT_BYTES) throw new Fault('file.salt', SALT_BYTES, salt.length);
  const isGood = await isCommitted(salt, bytes, stated.commitment);
  hashed(bytes.length);
  if (!isGood) throw new Fault('file.changed', stated.commitment);
  if (!isFirst && !(await isCommitted(salt, name, stated.name_commitment))) throw new Fault('file.name', stated.name_commitment);
  found('file.ok', textOf(name), bytes.length, hex(await digest(bytes)));
}

// Read strictly: the file has to be what a writer of the same fields would write.
function openFields(bytes) {
  const fields = read(bytes);
  if (!Array.isArray(fields)) throw new Fault('fields.form');
  const opened = new Map();
  for (const field of fields) {
    if (!isObject(field) || !['name', 'salted', 'value'].every((key) => isText(field[key]))) throw new Fault('fields.form');
    const salted = fromBase64(field.salted);
    if (!salted || salted.length < SALT_BYTES) throw new Fault('fields.salt', field.name, SALT_BYTES);
    if (strictTextOf(salted.subarray(SALT_BYTES)) !== field.value) throw new Fault('fields.other', field.name);
    if (opened.has(field.name)) throw new Fault('fields.twice', field.name);
    opened.set(field.name, { value: field.value, salted });
  }
  const lines = [...opened].map(([name, { salted, value }]) => write({ name, salted: toBase64(salted), value }));
  if (!isSame(utf8(`[\n${lines.join(',\n')}\n]\n`), bytes)) throw new Fault('fields.written');
  return opened;
}

async function checkField(opened, stated, found) {
  const field = opened.get(stated.name);
  const isGood = field && hex(await digest(field.salted)) === stated.commitment.toLowerCase();
  if (!isGood) throw new Fault('field.changed', stated.commitment);
  found(...(field.value === '' ? ['field.empty'] : ['field.ok', field.value]));
}

function checkCollection(files, manifest, collector, found) {
  const { method, system } = manifest.collection ?? {};
  const facts = { collected_at: manifest.filed_at };
  const expected = write(collector === undefined || manifest.isFirst ? facts : { ...facts, collector, method, system });
  const shown = files.get('collection.json');
  if (!shown || !isSame(shown, utf8(expected))) throw new Fault('collection.other', expected);
  found('collection.ok', expected);
}

/** The steps of each file, of each confidential text, and of how the work came in. */
export async function checkContent(files, manifest, steps, hashed) {
  if (manifest.files.length === 0) steps.add('files', false, 'files.none');
  for (const stated of manifest.files) {
    await steps.run(`file ${stated.no}`, (found) => checkFile(files, stated, manifest.isFirst, found, hashed));
  }
  let opened = null;
  try {
    opened = openFields(expectFile(files, 'fields.json'));
  } catch (error) {
    await steps.run('fields', () => { throw error; });
    return;
  }
  for (const stated of manifest.fields) await steps.run(`field ${stated.name}`, (found) => checkField(opened, stated, found));
  const strange = without([...opened.keys()], manifest.fields.map((field) => field.name));
  if (strange.length > 0) steps.add('fields', false, 'fields.strange', listed(strange));
  await steps.run('collection', async (found) => checkCollection(files, manifest, opened.get('collector')?.value, found));
}
