// Checks an evidence bundle with nothing but its bytes: what `ipguard verify` and verify.sh do, step by step, in a browser.
import { concat, digest, hex, textOf } from './bytes.js';
import { readPem } from './certificate.js';
import { checkContent, checkLayout, checkSums, readManifest, tokenFile, tokenNumbers } from './content.js';
import { checkLedger } from './ledger.js';
import { Fault, Steps } from './steps.js';
import { checkToken } from './token.js';
import { readZip } from './zip.js';

// What the token has to be over: the checkpoint's body; for one that renews, the renewed token before it.
function dataOf(files, checkpoint, no) {
  const renews = files.get(tokenFile(no, 'renews'));
  if (!renews) return checkpoint.body;
  const renewed = /^[0-9]{2}\n$/.test(textOf(renews)) ? Number(textOf(renews)) : no;
  const token = renewed < no && files.get(tokenFile(renewed, 'token.tsr'));
  if (!token) throw new Fault('token.renews');
  return concat(token, checkpoint.body);
}

async function checkOne(files, checkpoint, no, roots, found) {
  const [token, pem] = ['token.tsr', 'ca.pem'].map((name) => files.get(tokenFile(no, name)));
  if (!token || !pem) throw new Fault('token.missing');
  const data = dataOf(files, checkpoint, no);
  const own = readPem(pem);
  if (own.length !== 1) throw new Fault('token.roots', own.length);
  const fingerprint = hex(await digest(own[0].bytes));
  roots.add(fingerprint);
  const between = readPem(files.get(tokenFile(no, 'chain.pem')) ?? new Uint8Array());
  const request = files.get(tokenFile(no, 'request.tsq')) ?? null;
  const { at, authority } = await checkToken(token, data, { root: own[0], between, request });
  found('token.ok', `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`, authority);
  return at;
}

// All have to be good; the earliest tells since when the checkpoint exists.
async function checkTokens(files, checkpoint, steps) {
  const [numbers, roots, times] = [tokenNumbers(files), new Set(), []];
  if (!checkpoint || numbers.length === 0) {
    steps.add('token', false, 'token.none', numbers.length);
    return { roots, earliest: null };
  }
  for (const no of numbers) {
    const at = await steps.run(`token ${no}`, (found) => checkOne(files, checkpoint, no, roots, found));
    if (at !== undefined) times.push(at);
  }
  return { roots, earliest: times.length > 0 ? Math.min(...times) : null };
}

/** Checks a bundle.
 * @param file The ZIP, as a Blob.
 * @param tell Called with each step as it comes.
 * @param progress Called with how many bytes of how many are hashed.
 * @returns Whether every step passed; the filing's number; the earliest time that a token proves, in milliseconds; the fingerprints of
 * the ledger's key and of the authorities' roots. Null for what could not be read. */
export async function checkBundle(file, tell, progress) {
  const steps = new Steps(tell);
  const files = await steps.run('bundle', async (found) => {
    const unpacked = await readZip(file);
    found('bundle.ok', unpacked.size);
    return unpacked;
  });
  if (!files) return { isPassed: false, steps: steps.all, number: null, at: null, logKey: null, roots: [] };

  // Originals are hashed twice: for the sums, and behind their salt.
  const heavy = [...files].map(([name, { length }]) => (name.endsWith('/original') ? 2 * length : length));
  const total = heavy.reduce((sum, length) => sum + length, 0);
  let done = 0;
  const hashed = (length) => progress(done += length, total);
  await steps.run('sums', (found) => checkSums(files, found, hashed));
  const manifest = await steps.run('manifest', (found) => readManifest(files, found));
  await steps.run('layout', (found) => checkLayout(files, manifest, found));
  if (manifest) await checkContent(files, manifest, steps, hashed);
  const { checkpoint, fingerprint } = await checkLedger(files, steps);
  const { roots, earliest } = await checkTokens(files, checkpoint, steps);
  return {
    isPassed: earliest !== null && steps.all.every((step) => step.isPassed),
    steps: steps.all,
    number: manifest?.number ?? null,
    at: earliest,
    logKey: fingerprint,
    roots: [...roots],
  };
}
