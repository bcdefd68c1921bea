import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { CATALOGUE, type Catalogue, type Entry } from './catalogue.js';

type InstrumentOf<E extends Entry> = E['type'] extends 'counter'
  ? Counter<E['labels'][number]>
  : E['type'] extends 'gauge'
    ? Gauge<E['labels'][number]>
    : Histogram<E['labels'][number]>;

/** One live metric for each entry of the catalogue, with that entry's labels and no others. */
export type Instruments = { readonly [Key in keyof Catalogue]: InstrumentOf<Catalogue[Key]> };

export function createInstruments(registry: Registry): Instruments {
  const made: Record<string, Counter | Gauge | Histogram> = {};
  for (const [key, entry] of Object.entries<Entry>(CATALOGUE)) {
    const common = { name: entry.name, help: entry.help, labelNames: entry.labels, registers: [registry] };
    made[key] =
      entry.type === 'counter'
        ? new Counter(common)
        : entry.type === 'gauge'
          ? new Gauge(common)
          : new Histogram({ ...common, buckets: [...(entry.buckets ?? [])] });
  }
  return made as unknown as Instruments;
}
