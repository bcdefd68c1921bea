/** Does what operations.ts promises to operators, with the log, the queues, the pauses and the routes. */
import { allowanceKeyOf, idNoteKeyOf, partKeyOf, recordKeyOf } from '../model/ids.js';
import { routeOfLane } from '../model/lane.js';
import type {
  DeadQuery,
  DeadSelection,
  DeliveryPage,
  DeliveryQuery,
  DestinationState,
  OperatedDestination,
  OperatedRoute,
  Operations,
  PendingQuery,
  RouteState,
} from './operations.js';
import type { AuditQuery, AuditStore } from '../model/audit.js';
import type { DeliveryDetail, DeliveryEntry, Page } from '../model/log-entry.js';
import type { QueueEngine } from '../queue/engine.js';
import type { ClaimStore } from '../line/claim/claim-store.js';
import type { LabelStore } from '../line/claim/label-store.js';
import type { FoundEntry, IdKind, MessageStore } from '../queue/message-store.js';
import { pauseOver, type Pauses } from '../line/pauses.js';
import type { HandedSecrets } from './handed-secrets.js';
import type { ConfigurationOperations } from './configuration.js';
import { asksRefused, listDead, listDeliveries, listPending } from './lists.js';
import { listQueues } from './list-queues.js';
import { Logbook } from './log/logbook.js';
import type { MemoryLog } from './log/memory-log.js';
import { whyEmpty } from './log/why-empty.js';
import { findMeant, isMeant, located, theOne, type Acted, type Located, type Meant } from './meant.js';
import type { RefusedOperations } from './refused/refused-operations.js';
import { countSent } from './jobs/count-sent.js';
import type { JobEngine } from './jobs/job-engine.js';
import type { Refusals } from './refusals.js';
import type { Overview } from './overview/overview.js';
import type { OverviewOperations } from './overview/overview-operations.js';
import type { Scope } from './replicas.js';
import type { TranslateOperations } from './translations.js';
import { sendTest } from './test-event.js';
import type { EpochClock, EpochMs } from '../model/time.js';

export interface OperationsParts {
  /** All routes as they are configured now. */
  readonly routes: () => readonly OperatedRoute[];
  /** Of these routes, those that no destination has any more too. */
  readonly lanes: () => readonly string[];
  readonly claims: ClaimStore;
  readonly labels: LabelStore;
  /** Undefined if the store cannot keep messages. */
  readonly messages: MessageStore | undefined;
  readonly memory: MemoryLog;
  readonly outlook: OverviewOperations;
  /** Undefined if nothing is queued. */
  readonly queues: () => QueueEngine | undefined;
  readonly pauses: Pauses;
  readonly refusals: Refusals;
  readonly refused: RefusedOperations;
  readonly handedSecrets: HandedSecrets;
  readonly jobs: JobEngine;
  readonly configuration: ConfigurationOperations;
  readonly translations: TranslateOperations;
  /** Notes in memory what was put off. */
  readonly catchUp: () => void;
  readonly audit: AuditStore;
  /** Epoch milliseconds. */
  readonly clock: EpochClock;
}

/** Messages a second: no receiver has to take them. */
const CANCEL_RATE = 10_000;

export class Operator implements Operations {
  readonly refused: RefusedOperations;
  readonly jobs: JobEngine;
  readonly #parts: OperationsParts;
  readonly #log: Logbook;
  /** Epoch milliseconds. */
  readonly #startedAt: EpochMs;

  constructor(parts: OperationsParts) {
    this.#parts = parts;
    this.refused = parts.refused;
    this.jobs = parts.jobs;
    this.#log = new Logbook(parts.memory, parts.messages);
    this.#startedAt = parts.clock();
  }

  async routes(): Promise<readonly RouteState[]> {
    return Promise.all(this.#parts.routes().map((route) => this.#stateOf(route)));
  }

  queue(query: Parameters<Operations['queue']>[0]): ReturnType<Operations['queue']> {
    const { routes, lanes, messages, queues, pauses } = this.#parts;
    return listQueues(query, { routes: routes(), lanes: lanes(), messages, queues: queues(), pauses });
  }

  async deliveries(query: DeliveryQuery): Promise<DeliveryPage> {
    const { routes, refusals, catchUp } = this.#parts;
    catchUp();
    const wanted = routes().filter(({ name }) => query.route === undefined || name === query.route);
    const inMemory = (name: string): boolean =>
      wanted.some((one) => one.name === name && one.log !== 'store');
    const page = await listDeliveries(query, this.#parts.lanes(), this.#log, refusals, inMemory);
    const { data, next, storeAway } = page;
    const shared = !asksRefused(query) && wanted.every(({ log }) => log === 'store');
    if (storeAway) return { data, next, shared, note: STORE_AWAY };
    const isEmpty = data.length === 0 && next === undefined && query.cursor === undefined;
    return { data, next, shared, note: isEmpty ? this.#whyEmpty(query, wanted) : undefined };
  }

  #whyEmpty(query: DeliveryQuery, wanted: readonly OperatedRoute[]): string {
    const { memory, clock } = this.#parts;
    const routes = wanted.map(({ name, log }) => ({ name, log, held: memory.count(name) }));
    return whyEmpty(query, { routes, startedAt: this.#startedAt, now: clock() });
  }

  async dead(query: DeadQuery): Promise<Page<DeliveryEntry>> {
    return listDead(query, this.#parts.lanes(), this.#parts.messages);
  }

  async pending(query: PendingQuery): Promise<Page<DeliveryEntry>> {
    return listPending(query, this.#parts.lanes(), this.#parts.messages);
  }

  async delivery(meant: Meant): Promise<DeliveryDetail | undefined> {
    const { messages } = this.#parts;
    const [found] = (await this.#logged(meant)).found;
    if (!found) return this.#letOn(meant);
    const body = found.entry.bodyKept ? await messages?.body(found) : undefined;
    return { ...found.entry, body };
  }

  /** What went on unverified, under an id that nobody but us gives. */
  #letOn(meant: Meant): DeliveryDetail | undefined {
    const entry = this.#parts.refusals
      .list()
      .find((one) => one.outcome === 'unverified' && one.id === meant.id);
    return entry && isMeant(meant, entry) ? { ...entry, body: undefined } : undefined;
  }

  async replay(meant: Meant): Promise<Acted<'replayed' | 'body_not_kept'>> {
    const { messages, queues } = this.#parts;
    const { kind, found } = await this.#logged(meant);
    const one = theOne(found.map(located), kind, meant);
    if ('result' in one) return one;
    const { lane, key, on } = one;
    const queue = queues()?.of(lane);
    if (!queue || !messages) return { result: 'body_not_kept', on };
    const armed = await messages.arm(lane, key, await messages.time(lane), true);
    // What the log has in memory has nothing in the store.
    if (armed === 'gone' || armed === 'no_body') return { result: 'body_not_kept', on };
    await queue.jobs.hurry(key);
    return { result: 'replayed', on };
  }

  async forget(meant: Meant): Promise<Acted<'forgotten'>> {
    const { kind, found } = await this.#remembered(meant);
    const one = theOne(oneOfEach(found, meant), kind, meant);
    if ('result' in one) return one;
    const forgotten = await this.#forgetRecords(one, meant);
    return forgotten ? { result: 'forgotten', on: one.on } : { result: 'not_found' };
  }

  /** Where no log tells its route, each route that could have refused it is a candidate. */
  async allow(meant: Meant): Promise<Acted<'allowed'>> {
    const { routes, labels } = this.#parts;
    const able = routes().filter((route) => route.allowance !== undefined && placeOf(route, meant));
    const lanes = this.#parts.lanes().filter((lane) => able.some(({ name }) => name === routeOfLane(lane)));
    const found = await findMeant(this.#log, lanes, 'message', meant);
    const unlogged = able
      .filter(({ log }) => log !== 'store')
      .flatMap((route) => placeOf(route, meant) ?? [])
      .map((place) => ({ lane: place.route, key: '', on: { id: meant.id, ...place } }));
    const all = found.length > 0 ? found.map(located) : unlogged;
    // The label is the delivery's, whatever its destinations.
    const one = theOne(oneOfEach(all, meant), 'message', meant);
    if ('result' in one) return one;
    const { on } = one;
    const { source, allowance = 0 } = able.find(({ name }) => name === on.route) ?? {};
    await labels.allow(allowanceKeyOf(on.route, source?.scheme ?? '', on.id), allowance);
    return { result: 'allowed', on };
  }

  async replayDead({ route, ids, rate }: DeadSelection, by: string): Promise<number> {
    if (route !== undefined && !this.#routeOf(route)) return 0;
    const filter = { ...(route !== undefined && { route }), ...(ids && { ids }) };
    return countSent(this.jobs, { do: 'redrive', filter, rate, by });
  }

  async test(name: string, destination?: string): ReturnType<Operations['test']> {
    const wanted = this.#destinationsOf(name, destination);
    if (!wanted) return undefined;
    return Promise.all(
      wanted.map(async (one) => {
        const { id, result, attempt } = await sendTest(one, this.#parts.clock);
        // One that fails says nothing new: whatever waits for the receiver will see.
        if ('answer' in result) this.#parts.queues()?.of(one.lane)?.attempted(result);
        return { destination: one.name, id, attempt };
      }),
    );
  }

  async pause(name: string, destination?: string): Promise<boolean> {
    const lanes = this.#pausable(name, destination);
    for (const lane of lanes.slice(0, 1)) await this.#setPaused(lane, 'operator');
    return lanes.length > 0;
  }

  async resume(name: string, destination?: string): Promise<boolean> {
    const lanes = this.#pausable(name, destination);
    for (const lane of lanes) await this.#setPaused(lane, undefined);
    return lanes.length > 0;
  }

  async cancel(name: string, by: string, destination?: string): Promise<number | undefined> {
    if (!this.#destinationsOf(name, destination)) return undefined;
    const filter = {
      route: name,
      ...(destination !== undefined && { destination }),
      outcome: 'queued',
    } as const;
    return countSent(this.jobs, { do: 'drop', filter, rate: CANCEL_RATE, by });
  }

  handshake(name: string): ReturnType<Operations['handshake']> {
    const { handedSecrets, clock } = this.#parts;
    return Promise.resolve(this.#routeOf(name) && handedSecrets.reveal(name, clock()));
  }

  reload(dryRun: boolean): ReturnType<Operations['reload']> {
    return this.#parts.configuration.reload(dryRun);
  }

  configuration(): ReturnType<Operations['configuration']> {
    return this.#parts.configuration.configuration();
  }

  scopeOf(shared: boolean): Scope {
    return this.#parts.outlook.scopeOf(shared);
  }

  overview(): Promise<Overview> {
    return this.#parts.outlook.overview();
  }

  secrets(): ReturnType<Operations['secrets']> {
    return this.#parts.outlook.secrets();
  }

  tail(...args: Parameters<Operations['tail']>): ReturnType<Operations['tail']> {
    // Only what ends from now on is heard.
    this.#parts.catchUp();
    return this.#parts.outlook.tail(...args);
  }

  audit(query: AuditQuery): ReturnType<Operations['audit']> {
    return this.#parts.audit.list(query);
  }

  translate(...args: Parameters<Operations['translate']>): ReturnType<Operations['translate']> {
    return this.#parts.translations.translate(...args);
  }

  #routeOf(name: string): OperatedRoute | undefined {
    return this.#parts.routes().find((route) => route.name === name);
  }

  /** @returns undefined if there is no such route or destination */
  #destinationsOf(name: string, destination?: string): readonly OperatedDestination[] | undefined {
    const all = this.#routeOf(name)?.destinations;
    if (!all || destination === undefined) return all;
    const wanted = all.filter((one) => one.name === destination);
    return wanted.length > 0 ? wanted : undefined;
  }

  /** The route first, where all of it is meant: its pause holds for every destination. */
  #pausable(name: string, destination?: string): readonly string[] {
    const lanes = (this.#destinationsOf(name, destination) ?? []).map(({ lane }) => lane);
    return destination === undefined && lanes.length > 0 ? [...new Set([name, ...lanes])] : lanes;
  }

  async #stateOf({ name, path, mode, source, destinations }: OperatedRoute): Promise<RouteState> {
    return {
      ...{ name, path, mode, source },
      paused: this.#parts.pauses.of(name),
      destinations: await Promise.all(destinations.map((one) => this.#destinationState(one))),
    };
  }

  async #destinationState({
    name,
    url,
    scheme,
    alsoSign,
    mode,
    lane,
  }: OperatedDestination): Promise<DestinationState> {
    const { queues, pauses } = this.#parts;
    const queue = queues()?.of(lane);
    const sample = await queues()?.sampleOf(lane);
    return {
      ...{ name, url, scheme, alsoSign, mode },
      paused: pauseOver(pauses, lane),
      queue: sample && queue && { ...sample, breaker: queue.governor.breaker },
    };
  }

  /** What the log has under the id; as a provider's only if it is no message id. */
  async #logged(meant: Meant): Promise<{ readonly kind: IdKind; readonly found: readonly FoundEntry[] }> {
    this.#parts.catchUp();
    const found = await findMeant(this.#log, this.#parts.lanes(), 'message', meant);
    if (found.length > 0) return { kind: 'message', found };
    return { kind: 'source', found: await findMeant(this.#log, this.#parts.lanes(), 'source', meant) };
  }

  /** The same with routes that keep no log: a message id leads to its record by itself. */
  async #remembered(meant: Meant): Promise<{ readonly kind: IdKind; readonly found: readonly Located[] }> {
    const { kind, found } = await this.#logged(meant);
    const inLog = kind === 'message' ? found.map(located) : [];
    const others = this.#parts
      .routes()
      .filter((route) => placeOf(route, meant) && !inLog.some(({ on }) => on.route === route.name));
    const records = await Promise.all(others.map((route) => this.#recordOf(route, meant)));
    const all = [...inLog, ...records.filter((record) => record !== undefined)];
    return all.length > 0 ? { kind: 'message', found: all } : { kind, found: found.map(located) };
  }

  async #recordOf(route: OperatedRoute, meant: Meant): Promise<Located | undefined> {
    const place = placeOf(route, meant);
    const key = await this.#keyOf(route, meant.id);
    const { state } = await this.#parts.claims.look(key);
    return state === 'absent' || !place
      ? undefined
      : { lane: route.name, key, on: { id: meant.id, ...place } };
  }

  /** The key of a delivery's record. */
  async #keyOf({ name, source }: OperatedRoute, id: string): Promise<string> {
    const noted = await this.#parts.claims.noted(idNoteKeyOf(name, source.scheme, id));
    return noted ?? recordKeyOf(name, source.scheme, id);
  }

  /** So that the delivery passes: of several destinations those that are meant, and then its own. @returns if any was */
  async #forgetRecords({ key, on }: Located, { destination }: Meant): Promise<boolean> {
    const { claims } = this.#parts;
    const route = this.#routeOf(on.route);
    if (!route?.several) return claims.forget(key);
    const delivery = await this.#keyOf(route, on.id);
    const meant = route.destinations.filter(({ name }) => destination === undefined || name === destination);
    const parts = await Promise.all(meant.map(({ name }) => claims.forget(partKeyOf(delivery, name))));
    const forgotten = parts.includes(true);
    // What is queued stays so for those whose own record says it.
    const opened = forgotten && (await claims.reopen(delivery, 'queued'));
    return opened || (await claims.forget(delivery)) || forgotten;
  }

  async #setPaused(lane: string, by: 'operator' | undefined): Promise<void> {
    await this.#parts.pauses.set(lane, by);
    if (by === undefined) this.#parts.queues()?.of(lane)?.governor.tryNow();
  }
}

const STORE_AWAY = 'the store does not answer: only what this replica holds in memory is listed';

/** @returns undefined if neither the route nor any of its destinations is meant */
function placeOf(
  { name, destinations }: OperatedRoute,
  meant: Meant,
): Pick<DeliveryEntry, 'route' | 'destination'> | undefined {
  return destinations
    .map((one) => ({ route: name, destination: one.name }))
    .find((place) => isMeant(meant, place));
}

/** Of each route the first, where no destination is named: what is done is done for all of them. */
function oneOfEach(found: readonly Located[], { destination }: Meant): readonly Located[] {
  if (destination !== undefined) return found;
  return found.filter(
    ({ on }, i) => found.findIndex((other) => other.on.route === on.route && other.on.id === on.id) === i,
  );
}
