/**
 * What is counted, for prom-client's registry, which writes the text at a scrape. Its own counters and histograms hash
 * and check their labels with every event, which cost a delivery more than its line in the log.
 */
import type { Metric, Registry } from 'prom-client';
import { CATALOGUE, type Catalogue, type Entry } from './catalogue.js';
import { Buckets, Level, type Labels, type Sample, type Series } from './series.js';

/** One value for each of an entry's labels, in their order. */
type Values<Labels extends Entry['labels']> = { readonly [Place in keyof Labels]: string };

interface InstrumentOf<E extends Entry> {
  /** The series of these values; it begins, and is on every scrape, when it is first asked for. */
  at(...values: Values<E['labels']>): E['type'] extends 'histogram' ? Buckets : Level;
  remove(...values: Values<E['labels']>): void;
  /** Removes those whose labels are not to be kept. */
  retain(keeps: (labels: Labels) => boolean): void;
}

/** One for each entry of the catalogue, with that entry's labels and no others. */
export type Instruments = { readonly [Key in keyof Catalogue]: InstrumentOf<Catalogue[Key]> };

export function createInstruments(registry: Registry): Instruments {
  const made: Record<string, Instrument> = {};
  for (const [key, entry] of Object.entries<Entry>(CATALOGUE)) {
    const instrument = new Instrument(entry);
    // What has no labels needs no event to begin.
    if (entry.labels.length === 0) instrument.at();
    made[key] = instrument;
    // A registry asks for the name and for `get`, and nothing else of what its type names.
    registry.registerMetric(instrument as unknown as Metric);
  }
  return made as unknown as Instruments;
}

/** What `get` answers: the part of prom-client's own that its registry reads. */
interface Reading {
  readonly name: string;
  readonly help: string;
  readonly type: Entry['type'];
  readonly values: readonly Sample[];
}

/** By a label's value: the branch of the next label or, of the last one, the series. */
type Branch = Map<string, Branch | Series>;

class Instrument {
  readonly name: string;
  readonly #entry: Entry;
  /** As deep as there are labels: without any it is the one series. */
  #tree: Branch | Series | undefined;
  /** In the order in which they began, which is that of a scrape. */
  readonly #all = new Set<Series>();

  constructor(entry: Entry) {
    if (entry.labels.length > 3) throw new TypeError(`${entry.name} has more labels than \`at\` takes`);
    this.name = entry.name;
    this.#entry = entry;
  }

  /** With every event, so without a list of the values. */
  at(a?: string, b?: string, c?: string): Series {
    let found = this.#tree;
    if (a !== undefined) found = below(found, a);
    if (b !== undefined) found = below(found, b);
    if (c !== undefined) found = below(found, c);
    return (found as Series | undefined) ?? this.#begin([a, b, c]);
  }

  remove(...values: readonly string[]): void {
    this.#tree = this.#without(this.#tree, values);
  }

  retain(keeps: (labels: Labels) => boolean): void {
    for (const { labels } of this.#all) {
      if (!keeps(labels)) this.remove(...this.#entry.labels.map((name) => labels[name] ?? ''));
    }
  }

  get(): Promise<Reading> {
    const { name, help, type } = this.#entry;
    return Promise.resolve({ name, help, type, values: [...this.#all].flatMap((one) => one.samples()) });
  }

  #begin(given: readonly (string | undefined)[]): Series {
    const { name, labels, buckets } = this.#entry;
    const values = labels.map((_, i) => given[i] ?? '');
    const named = Object.fromEntries(labels.map((label, i) => [label, values[i] ?? '']));
    const series = buckets ? new Buckets(name, named, buckets) : new Level(named);
    this.#tree = withSeries(this.#tree, values, series);
    this.#all.add(series);
    return series;
  }

  /** @returns what is left of a tree */
  #without(tree: Branch | Series | undefined, [value, ...others]: readonly string[]): typeof tree {
    if (value === undefined) {
      this.#all.delete(tree as Series);
      return undefined;
    }
    const branch = tree as Branch | undefined;
    const left = this.#without(branch?.get(value), others);
    if (left) branch?.set(value, left);
    else branch?.delete(value);
    return branch?.size === 0 ? undefined : branch;
  }
}

function below(tree: Branch | Series | undefined, value: string): typeof tree {
  return (tree as Branch | undefined)?.get(value);
}

function withSeries(
  tree: Branch | Series | undefined,
  [value, ...others]: readonly string[],
  series: Series,
): Branch | Series {
  if (value === undefined) return series;
  const branch = (tree as Branch | undefined) ?? new Map<string, Branch | Series>();
  return branch.set(value, withSeries(branch.get(value), others, series));
}
