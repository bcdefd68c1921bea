/** One set of labels of an instrument, with what was counted under it. */

export type Labels = Readonly<Record<string, string>>;

/** One line of a scrape, as prom-client's registry reads it. */
export interface Sample {
  /** Left out: the instrument's. */
  readonly metricName?: string;
  /** Written first. */
  readonly labels: { readonly le?: number | '+Inf' };
  /** The same object at every scrape: the registry keeps its text. */
  readonly sharedLabels: Labels;
  readonly value: number;
}

export interface Series {
  readonly labels: Labels;
  samples(): readonly Sample[];
}

const NONE = {};

/** Of a counter or a gauge. */
export class Level implements Series {
  readonly labels: Labels;
  #value = 0;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  inc(by = 1): void {
    this.#value += by;
  }

  set(value: number): void {
    this.#value = value;
  }

  samples(): readonly Sample[] {
    return [{ labels: NONE, sharedLabels: this.labels, value: this.#value }];
  }
}

/** Of a histogram. */
export class Buckets implements Series {
  readonly #name: string;
  readonly labels: Labels;
  readonly #bounds: readonly number[];
  /** Of each bound what is not above it, but above the one before. */
  readonly #counts: number[];
  #count = 0;
  #sum = 0;

  /** @param bounds the upper ones, ascending */
  constructor(name: string, labels: Labels, bounds: readonly number[]) {
    this.#name = name;
    this.labels = labels;
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  /** What is no number would spoil the sum for good, and is left out. */
  observe(value: number): void {
    if (Number.isNaN(value)) return;
    const counts = this.#counts;
    this.#count += 1;
    this.#sum += value;
    let i = 0;
    for (const bound of this.#bounds) {
      if (value <= bound) {
        counts[i] = (counts[i] ?? 0) + 1;
        return;
      }
      i += 1;
    }
  }

  samples(): readonly Sample[] {
    const [name, sharedLabels] = [this.#name, this.labels];
    const bucket = `${name}_bucket`;
    let upTo = 0;
    const below = this.#bounds.map((le, i) => {
      upTo += this.#counts[i] ?? 0;
      return { metricName: bucket, labels: { le }, sharedLabels, value: upTo };
    });
    return [
      ...below,
      { metricName: bucket, labels: { le: '+Inf' }, sharedLabels, value: this.#count },
      { metricName: `${name}_sum`, labels: NONE, sharedLabels, value: this.#sum },
      { metricName: `${name}_count`, labels: NONE, sharedLabels, value: this.#count },
    ];
  }
}
