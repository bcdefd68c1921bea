/**
 * A list whose members know their neighbours, the oldest first. To come and to go costs no memory, however often; a Set
 * makes a new table for every hundred or so that come and go, and each table keeps alive the next one and what is in it.
 */
export interface Linked<T> {
  before: T | undefined;
  after: T | undefined;
}

export class Chain<T extends Linked<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#first;
  }

  /** The oldest first. Whom one is given may leave meanwhile. */
  *[Symbol.iterator](): Generator<T, undefined> {
    for (let one = this.#first; one !== undefined;) {
      const { after }: T = one;
      yield one;
      one = after;
    }
    return undefined;
  }

  /** @param one that is in no chain */
  add(one: T): void {
    one.before = this.#last;
    if (this.#last) this.#last.after = one;
    else this.#first = one;
    this.#last = one;
    this.#size += 1;
  }

  /** Nothing happens where it is not in the chain. */
  delete(one: T): void {
    const { before, after } = one;
    if (before === undefined && this.#first !== one) return;
    if (before) before.after = after;
    else this.#first = after;
    if (after) after.before = before;
    else this.#last = before;
    one.before = undefined;
    one.after = undefined;
    this.#size -= 1;
  }
}
