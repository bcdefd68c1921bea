/**
 * What docs/guarantees.md promises, as a machine: it says of each delivery what its source hears and what each receiver
 * gets. It knows nothing of the gateway's code, of time or of Redis. Everything in it is plain data, so that it can be
 * copied to try what may have come.
 */

/** What a receiver does: `unreadable` answers with bytes that are no answer, `refusesUs` with a 404. */
export type Says = 'accept' | 'retry' | 'final' | 'hangup' | 'unreadable' | 'refusesUs';

export interface Mood {
  readonly says: Says;
  /** To so many attempts of each message; then it accepts. Undefined: to all. */
  readonly times: number | undefined;
  /** Answers after the source's deadline only. */
  readonly slow: boolean;
}

export const WILLING: Mood = { says: 'accept', times: undefined, slow: false };

export type Mode = 'direct' | 'queued' | 'spill';

export interface Receiver {
  readonly name: string;
  readonly mode: Mode;
  /** Kinds of events; undefined: every event. */
  readonly wants: readonly (string | undefined)[] | undefined;
}

/** Whether a destination can have this delivery's body, and sign it. */
export type Carries = 'yes' | 'untranslatable' | 'unsignable';

export interface Incoming {
  /** Which delivery it is: the same for its retries. */
  readonly delivery: string;
  readonly kind: string | undefined;
  readonly carries: Readonly<Record<string, Carries>>;
}

type Standing = 'owed' | 'accepted' | 'refused' | 'stored' | 'dead';

interface Part {
  standing: Standing;
  /** Attempts of its schedule so far. */
  attempts: number;
  /** What the receiver got of it, as it answered each time. */
  readonly got: Says[];
}

interface Delivery {
  readonly incoming: Incoming;
  /** Free where a source's next attempt is handled anew: nobody has it yet, somebody failed, or one of it is dead. */
  record: 'free' | 'taken';
  /** The destinations at its first claim. */
  names: readonly string[] | undefined;
  readonly parts: Record<string, Part>;
}

export interface Heard {
  readonly outcome: string;
  /** The destination whose verdict decided. */
  readonly by: string | undefined;
}

interface Came extends Heard {
  readonly name: string;
  readonly told: 'owed' | 'final' | 'taken';
  readonly ends: 'owed' | 'final' | 'taken';
}

export interface State {
  mode: Mode;
  several: boolean;
  receivers: readonly Receiver[];
  /** Attempts that a schedule has, the first included. */
  schedule: number;
  routePaused: boolean;
  paused: readonly string[];
  readonly moods: Record<string, Mood>;
  /** How many attempts of each message a mood has answered: by receiver and delivery. */
  readonly answered: Record<string, number>;
  readonly deliveries: Record<string, Delivery>;
}

export function startState(setUp: Pick<State, 'mode' | 'several' | 'receivers' | 'schedule'>): State {
  return { ...setUp, routePaused: false, paused: [], moods: {}, answered: {}, deliveries: {} };
}

/** A copy in which that delivery may go on by itself. */
function copyOf(state: State, delivery: string): State {
  const { answered, deliveries } = state;
  const own = deliveries[delivery];
  const copied = own ? { ...deliveries, [delivery]: structuredClone(own) } : { ...deliveries };
  return { ...state, answered: { ...answered }, deliveries: copied };
}

export function setMood(state: State, name: string, mood: Mood): void {
  state.moods[name] = mood;
  for (const key of Object.keys(state.answered))
    if (key.startsWith(`${name} `)) Reflect.deleteProperty(state.answered, key);
}

/** How a mood answers the attempt after so many. */
export function saysAfter({ says, times }: Mood, attempts: number): Says {
  return times === undefined || attempts < times ? says : 'accept';
}

/** A source sends a delivery, for the first time or again. `late`: every receiver takes longer than it waits. */
export function receive(state: State, incoming: Incoming, late = false): Heard {
  const { mode, several, routePaused } = state;
  const wanting = state.receivers.filter(({ wants }) => !wants || wants.includes(incoming.kind));
  if (wanting.length === 0) return { outcome: 'filtered', by: undefined };
  if (routePaused && mode === 'direct') return { outcome: 'paused', by: undefined };
  const delivery = (state.deliveries[incoming.delivery] ??= newDelivery(incoming));
  if (delivery.record === 'taken') return { outcome: 'duplicate', by: undefined };
  const taking = takingPart(state, delivery, wanting);
  const before = taking.filter(({ name }) => partOf(delivery, name).standing === 'refused');
  const owed = taking.filter(({ name }) => ['owed', 'dead'].includes(partOf(delivery, name).standing));
  const came = owed.map((receiver) => bring(state, delivery, receiver, late));
  settle(delivery, came, taking, before);
  if (!several) return { outcome: came[0]?.outcome ?? 'duplicate', by: undefined };
  return told(came, before);
}

function newDelivery(incoming: Incoming): Delivery {
  return { incoming, record: 'free', names: undefined, parts: {} };
}

function partOf(delivery: Delivery, name: string): Part {
  return (delivery.parts[name] ??= { standing: 'owed', attempts: 0, got: [] });
}

/** A name that is new takes no part; if no name of the first claim is left, the new ones take all. */
function takingPart(state: State, delivery: Delivery, wanting: readonly Receiver[]): readonly Receiver[] {
  if (!state.several) return wanting;
  const names = (delivery.names ??= state.receivers.map(({ name }) => name));
  const left = state.receivers.filter(({ name }) => names.includes(name));
  return left.length > 0 ? wanting.filter((one) => left.includes(one)) : wanting;
}

export function isPaused({ routePaused, paused }: State, name: string): boolean {
  return routePaused || paused.includes(name);
}

/**
 * An operator's word. A pause of the route holds for all; its end is the end of theirs too.
 * @param names of the destination that is meant, or of all
 */
export function setPaused(state: State, isPause: boolean, isRoute: boolean, names: readonly string[]): void {
  if (isRoute) state.routePaused = isPause;
  if (isPause && isRoute) return;
  const others = state.paused.filter((name) => !names.includes(name));
  state.paused = isPause ? [...others, ...names] : others;
}

/** The message for one destination. */
function bring(state: State, delivery: Delivery, { name, mode }: Receiver, late: boolean): Came {
  const part = partOf(delivery, name);
  const carries = delivery.incoming.carries[name] ?? 'yes';
  const came = (outcome: string, told: Came['told'], ends = told): Came => ({
    ...{ name, by: name, outcome, told, ends },
  });
  if (mode === 'direct') {
    if (state.paused.includes(name)) return came('paused', 'owed');
    if (carries !== 'yes') return came('untranslatable', 'final');
    const slow = late || (state.moods[name] ?? WILLING).slow;
    const { ends, outcome } = verdictOf(ask(state, delivery, name));
    if (ends === 'taken') part.standing = 'accepted';
    return slow ? came('timeout', 'owed', ends) : came(outcome, ends);
  }
  part.attempts = 0;
  if (carries === 'untranslatable') {
    part.standing = 'dead';
    return came('queued', 'taken');
  }
  // That it cannot be signed is found when it is to be attempted.
  if (mode === 'queued' || carries === 'unsignable' || isPaused(state, name)) return stored(part, came);
  return spill(state, delivery, { part, name, late }, came);
}

function stored(part: Part, came: (outcome: string, told: 'taken') => Came): Came {
  part.standing = 'stored';
  return came('queued', 'taken');
}

/** One attempt first; what it did not settle in time is the queue's. */
function spill(
  state: State,
  delivery: Delivery,
  { part, name, late }: { readonly part: Part; readonly name: string; readonly late: boolean },
  came: (outcome: string, told: Came['told']) => Came,
): Came {
  const slow = late || (state.moods[name] ?? WILLING).slow;
  const { ends, outcome } = verdictOf(ask(state, delivery, name));
  part.attempts = 1;
  if (ends === 'owed') return stored(part, came);
  if (ends === 'taken') part.standing = 'accepted';
  else if (slow) part.standing = 'dead';
  return slow ? came('queued', 'taken') : came(outcome, ends);
}

/** One attempt, as the receiver answers it. */
function ask(state: State, delivery: Delivery, name: string): Says {
  const key = `${name} ${delivery.incoming.delivery}`;
  const before = state.answered[key] ?? 0;
  state.answered[key] = before + 1;
  const says = saysAfter(state.moods[name] ?? WILLING, before);
  partOf(delivery, name).got.push(says);
  return says;
}

function verdictOf(says: Says): { readonly ends: Came['ends']; readonly outcome: string } {
  switch (says) {
    case 'accept':
      return { ends: 'taken', outcome: 'accepted' };
    case 'final':
      return { ends: 'final', outcome: 'rejected' };
    case 'retry':
    case 'refusesUs':
      return { ends: 'owed', outcome: 'failed' };
    case 'hangup':
    case 'unreadable':
      return { ends: 'owed', outcome: 'unreachable' };
  }
}

/** While one is owed a final no stands; once none is, it is free again. */
function settle(
  delivery: Delivery,
  came: readonly Came[],
  taking: readonly Receiver[],
  before: readonly Receiver[],
): void {
  const owed = came.filter(({ ends }) => ends === 'owed');
  const final = came.filter(({ ends }) => ends === 'final');
  if (owed.length > 0) for (const { name } of final) partOf(delivery, name).standing = 'refused';
  else for (const { name } of before) partOf(delivery, name).standing = 'owed';
  const open = owed.length + final.length + before.length > 0;
  const dead = taking.some(({ name }) => partOf(delivery, name).standing === 'dead');
  delivery.record = dead || open ? 'free' : 'taken';
}

/** The worst decides, and among equals the first in the file's order. */
function told(came: readonly Came[], before: readonly Receiver[]): Heard {
  for (const worst of ['owed', 'final', 'taken'] as const) {
    const alike = came.filter((one) => one.told === worst);
    const decided = alike.find(({ outcome }) => outcome !== 'queued') ?? alike[0];
    if (decided) return { outcome: decided.outcome, by: decided.by };
    if (worst === 'final' && before[0]) return { outcome: 'rejected', by: before[0].name };
  }
  return { outcome: 'duplicate', by: undefined };
}

/** What twins may have come to: where the delivery was, and what those who handled it heard, one after the other. */
export interface Possible {
  readonly state: State;
  readonly heard: readonly Heard[];
}

/**
 * A delivery comes several times at once. One handles it, and each of the others may after it, where it was free again;
 * a queue may have ended what was stored before that, or after it.
 */
export function possible(
  start: State,
  incoming: Incoming,
  twins: number,
  late: boolean,
): readonly Possible[] {
  const all: Possible[] = [];
  let open: readonly Possible[] = [{ state: start, heard: [] }];
  for (let i = 0; i < twins; i++) {
    const handled = open.map(({ state, heard }) => {
      const next = copyOf(state, incoming.delivery);
      return { state: next, heard: [...heard, receive(next, incoming, late)] };
    });
    const ran = handled.map(({ state, heard }) => ({ state: afterQueues(state, incoming.delivery), heard }));
    all.push(...ran);
    open = handled.flatMap(({ state, heard }) =>
      queuesInAnyOrder(state, incoming.delivery).map((next) => ({ state: next, heard })),
    );
  }
  return all;
}

function afterQueues(state: State, delivery: string, names?: readonly string[]): State {
  const next = copyOf(state, delivery);
  runQueues(next, names);
  return next;
}

/** Of what is stored, each may have ended by now. */
function queuesInAnyOrder(state: State, delivery: string): readonly State[] {
  const parts = Object.entries(state.deliveries[delivery]?.parts ?? {});
  const stored = parts.filter(([, { standing }]) => standing === 'stored').map(([name]) => name);
  const sets = stored.reduce<string[][]>((all, name) => [...all, ...all.map((set) => [...set, name])], [[]]);
  return sets.map((names) => afterQueues(state, delivery, names));
}

/**
 * Everything stored that may be attempted is, until it is accepted or dead.
 * @param names default all
 */
export function runQueues(state: State, names?: readonly string[]): void {
  for (const delivery of Object.values(state.deliveries)) {
    for (const [name, part] of Object.entries(delivery.parts)) {
      if (part.standing !== 'stored' || isPaused(state, name) || names?.includes(name) === false) continue;
      const isThere = !state.several || state.receivers.some((one) => one.name === name);
      part.standing = isThere ? attemptAll(state, delivery, name, part) : 'dead';
      if (part.standing === 'dead') delivery.record = 'free';
    }
  }
}

function attemptAll(state: State, delivery: Delivery, name: string, part: Part): Standing {
  if (delivery.incoming.carries[name] === 'unsignable') return 'dead';
  while (part.attempts < state.schedule) {
    part.attempts += 1;
    const { ends } = verdictOf(ask(state, delivery, name));
    if (ends !== 'owed') return ends === 'taken' ? 'accepted' : 'dead';
  }
  return 'dead';
}

/** How many messages for this destination are in that state. */
export function count({ deliveries }: State, name: string, standing: 'stored' | 'dead'): number {
  return Object.values(deliveries).filter(({ parts }) => parts[name]?.standing === standing).length;
}
