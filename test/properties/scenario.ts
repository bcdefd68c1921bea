/** A configuration and what happens to it, made at random; fast-check makes the smallest one that fails. */
import fc from 'fast-check';
import type { Mode, Mood, Says } from './model.js';
import { payloads, sources } from './sources.js';
import { signable, type Payload } from './destinations.js';

export type Wants = 'all' | 'lead' | 'order' | 'notLead';

export interface Place {
  /** Of `signable`. */
  readonly scheme: number;
  readonly payload: Payload;
  readonly wants: Wants;
  /** Queued beside others that are waited for. */
  readonly aside: boolean;
  /** Whether it is configured from the start. */
  readonly atFirst: boolean;
}

export type Step =
  | {
      readonly do: 'deliver';
      readonly kind: 'lead' | 'order';
      readonly payload: number | undefined;
      readonly twins: number;
      readonly at: number;
    }
  | { readonly do: 'retry'; readonly which: number; readonly twins: number; readonly at: number }
  | { readonly do: 'mood'; readonly place: number; readonly mood: Mood }
  | { readonly do: 'pause' | 'resume'; readonly place: number | undefined }
  | { readonly do: 'toggle' | 'rename'; readonly place: number }
  | { readonly do: 'restart'; readonly at: number };

export interface Scenario {
  /** Of `sources`. */
  readonly source: number;
  readonly several: boolean;
  readonly mode: Mode;
  readonly replicas: number;
  /** Some receivers answer too late, and sources do not wait long. */
  readonly impatient: boolean;
  readonly places: readonly Place[];
  readonly steps: readonly Step[];
}

/** Indexes are taken modulo what is there. */
const index = fc.nat({ max: 7 });
const twins = fc.oneof(
  { weight: 4, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 3 }) },
);

const says = fc.constantFrom<Says>('accept', 'retry', 'final', 'hangup', 'refusesUs');
const mood = fc.record({
  says,
  times: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
  slow: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      kind: fc.constantFrom('lead' as const, 'order' as const),
      payload: fc.option(fc.nat({ max: payloads.length - 1 }), { nil: undefined, freq: 2 }),
      twins,
      at: index,
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('retry' as const), which: index, twins, at: index }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('mood' as const), place: index, mood }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('pause' as const), place: fc.option(index, { nil: undefined }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('resume' as const), place: fc.option(index, { nil: undefined }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('toggle' as const), place: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), place: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), at: index }) },
);

const place: fc.Arbitrary<Place> = fc.record({
  scheme: fc.nat({ max: signable.length - 1 }),
  payload: fc.constantFrom<Payload>('exact', 'compact', 'envelope'),
  wants: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Wants>('all') },
    { weight: 2, arbitrary: fc.constantFrom<Wants>('lead', 'order', 'notLead') },
  ),
  aside: fc.boolean(),
  atFirst: fc.boolean(),
});

/** @param length steps of each */
export function scenarios(length: number): fc.Arbitrary<Scenario> {
  return fc.record({
    source: fc.nat({ max: sources.length - 1 }),
    several: fc.oneof(
      { weight: 3, arbitrary: fc.constant(true) },
      { weight: 1, arbitrary: fc.constant(false) },
    ),
    mode: fc.constantFrom<Mode>('direct', 'queued', 'spill'),
    replicas: fc.constantFrom(1, 2),
    impatient: fc.oneof(
      { weight: 4, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    places: fc.array(place, { minLength: 1, maxLength: 4 }),
    steps: fc.array(step, { minLength: 1, maxLength: length, size: 'max' }),
  });
}
