/** The configuration of a scenario as its steps change it, for the gateway and for the model. */
import type { Members } from '../gateway/setup.js';
import type { Mode, Receiver } from './model.js';
import type { Place, Scenario, Wants } from './scenario.js';
import { signable, targetOf, type Target } from './destinations.js';
import { nameOf, QUERY, sources, type Source } from './sources.js';

export interface Configured extends Target {
  readonly place: Place;
  name: string;
  isThere: boolean;
}

/** Delays that a test can wait for. */
const DELAYS = ['20ms', '20ms'];
export const ATTEMPTS = DELAYS.length + 1;
/** Of an impatient source. */
export const DEADLINE_MS = 1_000;

export class Configuration {
  readonly source: Source;
  readonly several: boolean;
  readonly mode: Mode;
  readonly all: readonly Configured[];
  readonly #impatient: boolean;

  constructor({ source, several, mode, impatient, places }: Scenario) {
    this.source = sources[source % sources.length] as Source;
    this.several = several;
    this.#impatient = impatient;
    this.all = (several ? places : places.slice(0, 1)).map((place, i) => ({
      ...targetOf(signable[place.scheme % signable.length] as Configured['subject'], place.payload),
      ...{ place, name: `to-${i}`, isThere: place.atFirst },
    }));
    const [first] = this.all;
    if (first && !this.there.length) first.isThere = true;
    this.mode = mode === 'direct' && this.#mustNotWait ? 'spill' : mode;
  }

  get there(): readonly Configured[] {
    return this.all.filter(({ isThere }) => isThere);
  }

  /** `direct` with several is a fault where one that fails could not be asked again alone. */
  get #mustNotWait(): boolean {
    const { eachIsItsOwn, subject } = this.source;
    return this.several && (eachIsItsOwn || subject.scheme.retries === 'none');
  }

  get receivers(): readonly Receiver[] {
    return this.there.map((one) => ({
      name: one.name,
      mode: this.#modeOf(one),
      wants: this.source.hasEvents && this.several ? KINDS[one.place.wants] : undefined,
    }));
  }

  get stores(): boolean {
    return this.all.some((one) => this.#modeOf(one) !== 'direct');
  }

  #modeOf({ place }: Configured): Mode {
    return this.several && place.aside && this.mode !== 'queued' ? 'queued' : this.mode;
  }

  laneOf(name: string): string {
    return this.several ? `a/${name}` : 'a';
  }

  toggle(place: number): void {
    const one = this.all[place % this.all.length];
    if (one && !(one.isThere && this.there.length === 1)) one.isThere = !one.isThere;
  }

  /** To another name, and back. */
  rename(place: number): void {
    const one = this.all[place % this.all.length];
    if (one) one.name = otherName(one.name);
  }

  /** The route `a`. @param origin of the receivers */
  route(origin: string): Members {
    const { scheme, subject, more } = this.source;
    const wait = this.#impatient ? { deadline: `${DEADLINE_MS}ms` } : {};
    const [first] = this.there;
    const storing = { mode: this.mode, ...(this.mode === 'direct' ? {} : { schedule: DELAYS }) };
    return {
      ...{ name: 'a', path: '/a', delivery: storing },
      source: { scheme, secrets: [subject.secret], ...more, ...wait },
      ...(this.several
        ? { destinations: this.there.map((one) => this.#destination(one, origin)) }
        : { destination: first && this.#destination(first, origin) }),
    };
  }

  #destination(one: Configured, origin: string): Members {
    const { name, scheme, subject, payload, place } = one;
    const aside = this.#modeOf(one) === this.mode ? {} : { delivery: { mode: 'queued', schedule: DELAYS } };
    const patterns = this.source.hasEvents ? this.#patterns(place.wants) : [];
    return {
      ...{ name, url: `${origin}/${name}${QUERY}`, scheme, secrets: [subject.secret], payload },
      ...{ timeout: this.#impatient ? '2s' : '60s', resend: 'off' },
      verdicts: { accepted: ['200'], retry: ['500'], final: ['422'] },
      ...(this.several ? { ...aside, ...(patterns.length > 0 && { events: patterns }) } : {}),
    };
  }

  #patterns(wants: Wants): readonly string[] {
    const { subject } = this.source;
    switch (wants) {
      case 'all':
        return [];
      case 'lead':
      case 'order':
        return [nameOf(subject, wants)];
      case 'notLead':
        return [`!${nameOf(subject, 'lead')}`];
    }
  }
}

/** By the kinds that `kindOf` in world.ts knows; undefined is a delivery without a name. */
const KINDS: Readonly<Record<Wants, readonly (string | undefined)[] | undefined>> = {
  all: undefined,
  lead: ['lead'],
  order: ['order'],
  notLead: ['order', 'other', undefined],
};

function otherName(name: string): string {
  return name.endsWith('b') ? name.slice(0, -1) : `${name}b`;
}

/** All names that a destination may have over a scenario. */
export function namesOf({ name }: Configured): readonly [string, string] {
  return [name, otherName(name)];
}
