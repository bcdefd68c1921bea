/** A bounded queue in which everybody has the same right: who brings much waits behind himself. */

/** Of those who have something waiting, so many are looked at when there is no place. */
const LOOKED_AT = 4;

export class FairQueue<T> {
  readonly #most: number;
  /** By holder, in the order in which they are served. */
  readonly #lines = new Map<string, T[]>();
  #count = 0;

  /** @param most items that may wait */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#count;
  }

  /** @returns the item that has no place: this one, or the last of somebody who has more waiting */
  add(holder: string, item: T): T | undefined {
    const line = this.#lines.get(holder);
    const given = this.#count < this.#most ? undefined : this.#giveUp(line?.length ?? 0);
    if (this.#count >= this.#most) return item;
    const mine = this.#lines.get(holder);
    if (mine) mine.push(item);
    else this.#lines.set(holder, [item]);
    this.#count += 1;
    return given;
  }

  /** One of each holder in turn. */
  next(): T | undefined {
    for (const [holder, line] of this.#lines) {
      const item = line.shift();
      this.#lines.delete(holder);
      if (line.length > 0) this.#lines.set(holder, line);
      this.#count -= 1;
      return item;
    }
    return undefined;
  }

  /** @param than items of whoever needs the place */
  #giveUp(than: number): T | undefined {
    let longest: T[] | undefined;
    let looked = 0;
    for (const line of this.#lines.values()) {
      if (line.length > Math.max(than, 1) && line.length > (longest?.length ?? 0)) longest = line;
      looked += 1;
      if (looked === LOOKED_AT) break;
    }
    const item = longest?.pop();
    if (item !== undefined) this.#count -= 1;
    return item;
  }
}
