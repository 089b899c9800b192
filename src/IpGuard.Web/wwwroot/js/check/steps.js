/** Why a step fails: the key of a sentence in the page's texts, and what stands in its places. */
export class Fault extends Error {
  constructor(key, ...values) {
    super(key);
    this.words = [key, ...values];
  }
}

/** The steps of a check as they come. Whatever goes wrong inside one is its fault, and no more. */
export class Steps {
  all = [];

  /** @param tell Called with each step: its name, whether it passed, and its words. */
  constructor(tell) {
    this.tell = tell;
  }

  add(name, isPassed, ...words) {
    const step = { name, isPassed, words };
    this.all.push(step);
    this.tell(step);
  }

  /** @param work Tells what it found and gives its value, or throws. @returns The value; undefined where it failed. */
  async run(name, work) {
    let found = [];
    try {
      const value = await work((...words) => { found = words; });
      this.add(name, true, ...found);
      return value;
    } catch (error) {
      this.add(name, false, ...(error instanceof Fault ? error.words : ['other', String(error?.message ?? error)]));
      return undefined;
    }
  }
}
