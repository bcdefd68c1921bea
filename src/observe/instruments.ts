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

type Branch<T> = Map<string, T>;

class Instrument {
  readonly name: string;
  readonly #entry: Entry;
  /** By the values of up to three labels; those it does not have are empty. */
  readonly #tree: Branch<Branch<Branch<Series>>> = new Map();
  /** In the order in which they began, which is that of a scrape. */
  readonly #all = new Set<Series>();

  constructor(entry: Entry) {
    this.name = entry.name;
    this.#entry = entry;
  }

  at(a = '', b = '', c = ''): Series {
    return this.#tree.get(a)?.get(b)?.get(c) ?? this.#begin(a, b, c);
  }

  remove(a = '', b = '', c = ''): void {
    const branch = this.#tree.get(a);
    const twig = branch?.get(b);
    const series = twig?.get(c);
    if (!branch || !twig || !series) return;
    this.#all.delete(series);
    twig.delete(c);
    if (twig.size === 0) branch.delete(b);
    if (branch.size === 0) this.#tree.delete(a);
  }

  retain(keeps: (labels: Labels) => boolean): void {
    for (const { labels } of this.#all) {
      if (!keeps(labels)) this.remove(...this.#entry.labels.map((name) => labels[name]));
    }
  }

  get(): Promise<Reading> {
    const { name, help, type } = this.#entry;
    return Promise.resolve({ name, help, type, values: [...this.#all].flatMap((one) => one.samples()) });
  }

  #begin(...values: readonly [string, string, string]): Series {
    const { name, labels, buckets } = this.#entry;
    const named = Object.fromEntries(labels.map((label, i) => [label, values[i] ?? '']));
    const series = buckets ? new Buckets(name, named, buckets) : new Level(named);
    const [a, b, c] = values;
    const branch = inside(this.#tree, a);
    inside(branch, b).set(c, series);
    this.#all.add(series);
    return series;
  }
}

function inside<T>(branch: Branch<Branch<T>>, value: string): Branch<T> {
  let found = branch.get(value);
  if (!found) branch.set(value, (found = new Map<string, T>()));
  return found;
}
