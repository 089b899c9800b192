// The page's part of checking a bundle: a file is chosen or dropped, steps are told as they come, and then what they come to.
import { checkBundle } from './check/check.js';

const CHINA_MS = 8 * 60 * 60 * 1000;

// Nothing of a bundle is believed to be markup: all of it is put in as text.
const make = (tag, className, ...inside) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside);
  return element;
};

const instant = (at) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

function speaker(template) {
  const sentences = new Map([...template.content.querySelectorAll('[data-word]')].map((word) => [word.dataset.word, word.textContent]));
  return (key, ...values) => (sentences.get(key) ?? key).replace(/\{(\d)\}/g, (_, i) => values[i]);
}

class Sheet {
  #run = 0;

  constructor(sheet) {
    this.sheet = sheet;
    this.say = speaker(sheet.querySelector('template'));
    this.verdict = sheet.querySelector('.verdict');
    this.told = sheet.querySelector('[role=status]');
    this.bar = sheet.querySelector('progress');
    this.facts = sheet.querySelector('dl');
    this.list = sheet.querySelector('ol');
    this.input = sheet.querySelector('input');
    this.input.addEventListener('change', () => this.check(this.input.files[0]));
    // So that the same file, changed meanwhile, can be chosen again.
    this.input.addEventListener('click', () => { this.input.value = ''; });
    this.#takeDrops(sheet.querySelector('.drop'));
  }

  #takeDrops(drop) {
    for (const type of ['dragenter', 'dragover']) {
      drop.addEventListener(type, (event) => { event.preventDefault(); drop.classList.add('over'); });
    }
    for (const type of ['dragleave', 'drop']) {
      drop.addEventListener(type, () => drop.classList.remove('over'));
    }
    drop.addEventListener('drop', (event) => {
      event.preventDefault();
      const { files } = event.dataTransfer;
      // What is named beside the button is what is checked.
      if (files.length > 0) this.input.files = files;
      this.check(files[0]);
    });
  }

  // A file that is chosen while another is checked takes its place.
  async check(file) {
    if (!file) return;
    const run = ++this.#run;
    const isLatest = () => run === this.#run;
    this.#show('', make('p', '', this.say('busy', file.name)));
    this.facts.replaceChildren();
    this.list.replaceChildren();
    this.bar.hidden = false;
    this.bar.removeAttribute('value');
    const report = await checkBundle(
      file,
      (step) => { if (isLatest()) this.list.append(this.#line(step)); },
      (done, total) => { if (isLatest()) [this.bar.max, this.bar.value] = [total, done]; },
    );
    if (!isLatest()) return;
    this.bar.hidden = true;
    this.#conclude(report, file);
  }

  #show(tone, ...lines) {
    this.verdict.className = `verdict ${tone}`;
    this.verdict.hidden = false;
    this.told.replaceChildren(...lines);
  }

  #answer(tone, sign, key, ...text) {
    this.#show(tone, make('p', 'answer', make('span', 'sign', sign), ' ', this.say(key)), make('p', '', this.say(...text)));
  }

  #line({ name, isPassed, words }) {
    const [kind] = name.split(' ');
    const line = make(
      'li',
      isPassed ? '' : 'failed',
      make('span', isPassed ? 'chip state' : 'chip same', `${isPassed ? '✓' : '✕'} ${this.say(isPassed ? 'pass' : 'fail')}`),
      make('p', '', make('b', '', this.say(`step.${kind}`)), ' ', make('code', '', name), make('span', 'line', this.say(...words))),
    );
    line.dataset.step = name;
    line.dataset.passed = isPassed;
    return line;
  }

  #conclude({ isPassed, steps, number, at, logKey, roots }, file) {
    const { logKey: ownKey, roots: ownRoots } = this.sheet.dataset;
    const prints = [['key', logKey, logKey === ownKey], ...roots.map((root) => ['root', root, ownRoots.split(' ').includes(root)])];
    const isOurs = prints.every(([, , isOwn]) => isOwn);
    const failed = [...new Set(steps.filter((step) => !step.isPassed).map((step) => step.name))];
    if (!isPassed) this.#answer('bad', '✕', 'unverified', 'unverified.text', failed.join(', '));
    else if (isOurs) this.#answer('good', '✓', 'verified', 'verified.text', steps.length);
    else this.#answer('warn', '✓', 'verified', 'verified.others', steps.length);
    this.verdict.dataset.verified = isPassed;
    const fact = (label, ...inside) => this.facts.append(make('dt', '', this.say(label)), make('dd', '', ...inside));
    fact('bundle', file.name);
    if (number !== null) fact('number', make('code', '', number));
    if (at !== null) fact('time', this.#moment(at));
    for (const [label, print, isOwn] of prints.filter(([, value]) => value !== null)) {
      fact(label, make('b', isOwn ? 'ours' : 'others', this.say(isOwn ? 'ours' : 'others')), make('code', 'line', print));
    }
  }

  #moment(at) {
    const time = make('time', '', `${instant(at)} UTC`, make('span', 'china', this.say('china', instant(at + CHINA_MS))));
    time.dateTime = new Date(at).toISOString();
    return time;
  }
}

// As with the hashes of files: browsers do it only over https and on this machine.
for (const sheet of document.querySelectorAll('[data-bundle]')) {
  sheet.hidden = !window.crypto?.subtle;
  if (!sheet.hidden) new Sheet(sheet);
}
