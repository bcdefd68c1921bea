/** Operations over a list in memory, for tests of what stands before them: the API and the commands. Keeps the interface's promises. */
import { FakeRefused } from './refused.js';
import { DUE_SPANS_MS, type DestinationQueue, type QueueQuery } from '../../src/operate/queue-operations.js';
import type { Acted, Meant } from '../../src/operate/meant.js';
import type { Change, ConfigurationState, Fault, Reloaded } from '../../src/operate/configuration.js';
import type {
  DeadSelection,
  DeliveryPage,
  DeadQuery,
  DeliveryQuery,
  PendingQuery,
  Operations,
  QueueState,
  Revealed,
  Tested,
  RouteState,
} from '../../src/operate/operations.js';
import type {
  DeliveryDetail,
  DeliveryEntry,
  LoggedAttempt,
  LoggedWay,
  Page,
} from '../../src/model/log-entry.js';
import { FakeJobs } from './jobs.js';
import type { Scope } from '../../src/operate/replicas.js';
import type { PastedDelivery, TranslatedFor } from '../../src/operate/translations.js';
import type { Overview } from '../../src/operate/overview/overview.js';
import type { TailListener, TailQuery } from '../../src/operate/tail-listener.js';
import { MOST_TAILS } from '../../src/operate/tails.js';
import type { AuditQuery } from '../../src/model/audit.js';
import { createMemoryAudit } from '../../src/store/memory/memory-audit.js';
import { StoreUnavailable } from '../../src/line/claim/claim-store.js';

export const T0 = Date.UTC(2026, 10, 20, 9, 30);

/** 12.04 ms of upload, 37.91 of the receiver, 51.12 in all. */
export const WAY: LoggedWay = {
  ...{ secret: 'current', scheme: 'actuallycare', client: '192.0.2.7', status: 204 },
  steps: 'r1204v12c95t3a3791e7',
};

export function attemptOf(more: Partial<LoggedAttempt> = {}): LoggedAttempt {
  return { number: 1, at: T0, status: 503, result: 'retry', durationMs: 12.5, answer: 'busy', ...more };
}

export function detailOf(more: Partial<DeliveryDetail> = {}): DeliveryDetail {
  const body = 'body' in more ? more.body : Buffer.from('{"event":"lead.created"}');
  return {
    id: 'msg_1',
    route: 'leads',
    destination: 'crm',
    sourceId: 'evt_1',
    event: 'lead.created',
    outcome: 'accepted',
    reason: undefined,
    dead: undefined,
    receivedAt: T0,
    endedAt: T0 + 40,
    nextAttemptAt: undefined,
    attempts: [attemptOf({ status: 204, result: 'accepted', answer: undefined })],
    bytes: body?.length ?? 24,
    bodyKept: body !== undefined,
    way: WAY,
    body,
    ...more,
  };
}

export function queueOf(more: Partial<QueueState> = {}): QueueState {
  return { waiting: 0, delayed: 0, active: 0, dead: 0, oldest: undefined, breaker: 'closed', ...more };
}

/** A route with one destination. */
export function routeOf(
  name: string,
  more: Partial<Omit<RouteState, 'destinations'>> & { readonly queue?: QueueState | undefined } = {},
): RouteState {
  const { mode = 'queued', paused } = more;
  const queue = 'queue' in more ? more.queue : queueOf();
  return {
    name,
    path: 'path' in more ? more.path : `/webhooks/${name}`,
    mode,
    source: { scheme: 'actuallycare' },
    destinations: [
      {
        ...{ name: 'crm', url: 'http://127.0.0.1:3000/webhooks', scheme: 'standard', alsoSign: [] },
        ...{ mode, paused, queue },
      },
    ],
    paused,
  };
}

function overviewOf(states: readonly RouteState[]): Overview {
  const nothing = { p50: undefined, p99: undefined };
  return {
    scope: { kind: 'replicas', replicas: 1, says: 'the one replica of prefix whgw' },
    version: '1.2.3',
    startedAt: T0,
    draining: false,
    store: { kind: 'redis', up: true, reason: undefined },
    replicas: [{ id: 'a', version: '1.2.3', startedAt: T0, configHash: '0123456789ab' }],
    config: { hash: '0123456789ab', readAt: T0 },
    routes: states.map(({ name, path, mode, source, destinations }) => ({
      ...{ name, path, mode, scheme: source.scheme, log: 'store' as const, waitingForFirst: false },
      ...{ askedNone: [], refused: { mismatch: 2 }, letOn: undefined },
      url: `https://YOUR-HOST/webhooks/${name}`,
      sendLine: `webhook-gateway send --route ${name} --url http://127.0.0.1:8080/webhooks/${name}`,
      destinations: destinations.map(({ queue, ...one }) => ({
        ...{ name: one.name, url: one.url, mode: one.mode, paused: one.paused },
        minutes: Array.from({ length: 60 }, (_, i) => ({ t: T0 + i * 60_000, outcomes: {}, attempts: {} })),
        ...{ ours: nothing, receiver: nothing, lastAccepted: undefined },
        backlog: queue && queue.waiting + queue.delayed + queue.active,
        ...{ oldest: queue?.oldest, dead: queue?.dead, breaker: queue?.breaker },
      })),
    })),
    attention: [],
  };
}

export class FakeOperations implements Operations {
  readonly refused = new FakeRefused((method, argument) => this.#enter(method, argument));
  /** In the order in which they were received. */
  readonly log: DeliveryDetail[];
  readonly states: RouteState[];
  readonly jobs = new FakeJobs((method, argument) => this.#enter(method, argument));
  /** Of the overview, what is otherwise than usual. */
  shown: Partial<Overview> = {};
  /** Who listens. */
  readonly tails = new Set<TailListener>();
  /** Whether the log is the replicas' together, and why it says that it is empty. */
  shared = true;
  replicas = 1;
  note: string | undefined;
  /** What was asked for, in order: the method and its argument. */
  readonly calls: (readonly [method: string, argument: unknown])[] = [];
  faults: readonly Fault[] = [];
  /** Of the next reload, where there are no faults. */
  changes: readonly Change[] = [
    { path: 'routes.leads.source.secrets[0]', from: { env: 'A' }, to: 'changed' },
  ];
  state: ConfigurationState = {
    config: { routes: [{ name: 'leads' }] },
    hash: '0123456789ab',
    readAt: T0,
    from: 'file /etc/webhook-gateway/gateway.yaml',
    warnings: [{ path: 'store.url', message: 'memory: is for one process only' }],
    watched: [
      { path: '/run/secrets/a', state: 'in_force', since: T0, reason: undefined },
      { path: '/run/secrets/b', state: 'refused', since: T0, reason: 'the secret is empty' },
    ],
    reloadRefused: undefined,
    windows: [
      {
        ...{ route: 'leads', scheme: 'actuallycare', tolerance: 300_000, retries: [60_000, 960_000] },
        ...{ dedupe: 600_000, deadline: 25_000 },
        destinations: [{ name: 'crm', mode: 'queued', schedule: [0, 5_000], lastAttempt: 5_000 }],
        gaps: [{ path: 'routes[0].dedupe.window', message: 'is too short', windowsOf: 'leads' }],
      },
      {
        ...{ route: 'calls', scheme: 'github', tolerance: undefined, retries: [], dedupe: undefined },
        ...{ deadline: 10_000, gaps: [] },
        destinations: [{ name: 'crm', mode: 'direct', schedule: [], lastAttempt: undefined }],
      },
    ],
    secrets: [
      { route: 'leads', destination: undefined, use: 'source', name: 'current', from: 'env LEADS' },
      { route: 'leads', destination: 'crm', use: 'destination', name: 'secret-1', from: 'inline' },
      { route: undefined, destination: undefined, use: 'admin', name: 'admin', from: 'file /run/admin' },
    ],
  };
  /** What the next `handshake` tells, of any route. */
  handed: Revealed = {
    secrets: [{ value: 'secret_1', client: '192.0.2.7', receivedAt: T0 }],
    pushedOut: 0,
  };
  tested: LoggedAttempt = attemptOf({ status: 204, result: 'accepted', answer: undefined });
  /** What the next translations come to, one after the other; else the body as it was given. */
  readonly translations: TranslatedFor['result'][] = [];
  readonly audits = createMemoryAudit(() => T0);
  /** The error of the next calls, as many as there are. */
  readonly errors: Error[] = [];
  /** Called before each answer. */
  beforeAnswer: (method: string) => Promise<void> | void = () => undefined;

  constructor({
    log = [],
    routes = [routeOf('leads')],
  }: { log?: readonly DeliveryDetail[]; routes?: readonly RouteState[] } = {}) {
    this.log = [...log];
    this.states = [...routes];
  }

  /** Arguments of every call of one method. */
  asked(method: string): unknown[] {
    return this.calls.filter(([name]) => name === method).map(([, argument]) => argument);
  }

  storeGoesAway(times = 1): void {
    for (let i = 0; i < times; i++) this.errors.push(new StoreUnavailable('timeout'));
  }

  async #enter(method: string, argument?: unknown): Promise<void> {
    this.calls.push([method, argument]);
    await this.beforeAnswer(method);
    const error = this.errors.shift();
    if (error) throw error;
  }

  async routes(): Promise<readonly RouteState[]> {
    await this.#enter('routes');
    return this.states;
  }

  scopeOf(shared: boolean): Scope {
    const { replicas } = this;
    if (shared) return { kind: 'replicas', replicas, says: `all ${replicas} replicas of prefix whgw` };
    return { kind: 'replica', replicas, says: `this replica only; ${replicas} replicas share the store` };
  }

  async overview(): Promise<Overview> {
    await this.#enter('overview');
    return { ...overviewOf(this.states), ...this.shown };
  }

  tail(query: TailQuery, listener: TailListener): (() => void) | undefined {
    this.calls.push(['tail', query]);
    if (this.tails.size >= MOST_TAILS) return undefined;
    this.tails.add(listener);
    return () => this.tails.delete(listener);
  }

  async queue(query: QueueQuery): ReturnType<Operations['queue']> {
    await this.#enter('queue', query);
    const { route, destination } = query;
    const wanted = this.states
      .filter(({ name }) => route === undefined || name === route)
      .flatMap(({ name, destinations }) => destinations.map((one) => ({ ...one, route: name })))
      .filter(({ name }) => destination === undefined || name === destination);
    if (wanted.length === 0 && (route ?? destination) !== undefined) return undefined;
    return wanted.flatMap(({ route: its, name, mode, paused, queue }) =>
      queue && mode !== 'direct'
        ? [{ ...queue, ...{ route: its, destination: name, mode, paused }, ...heldOf(queue) }]
        : [],
    );
  }

  async secrets(): ReturnType<Operations['secrets']> {
    await this.#enter('secrets');
    const [used, ...others] = this.state.secrets;
    const unused = { verified: undefined, share: undefined, lastUsed: undefined };
    return {
      scope: this.scopeOf(true),
      secrets: [
        ...(used ? [{ ...used, verified: 3, share: 0.75, lastUsed: T0 }] : []),
        ...others.map((one) => ({ ...one, ...unused })),
      ],
    };
  }

  async deliveries(query: DeliveryQuery): Promise<DeliveryPage> {
    await this.#enter('deliveries', query);
    const { route, destination, outcome, event, id, since = 0, until = Number.POSITIVE_INFINITY } = query;
    const found = paged(
      this.log.filter(
        (entry) =>
          (route === undefined || entry.route === route) &&
          (destination === undefined || entry.destination === destination) &&
          (outcome === undefined ||
            (outcome === 'dead' ? entry.dead !== undefined : entry.outcome === outcome)) &&
          (event === undefined || entry.event === event) &&
          (id === undefined || entry.id === id || entry.sourceId === id) &&
          entry.receivedAt >= since &&
          entry.receivedAt <= until,
      ),
      query,
    );
    return { ...found, shared: this.shared, note: found.data.length === 0 ? this.note : undefined };
  }

  async delivery(meant: Meant): Promise<DeliveryDetail | undefined> {
    await this.#enter('delivery', meant);
    return this.#find(meant).found.at(-1);
  }

  async replay(meant: Meant): Promise<Acted<'replayed' | 'body_not_kept'>> {
    await this.#enter('replay', meant);
    return this.#act(meant, ({ bodyKept }) => (bodyKept ? 'replayed' : 'body_not_kept'));
  }

  async forget(meant: Meant): Promise<Acted<'forgotten'>> {
    await this.#enter('forget', meant);
    return this.#act(meant, () => 'forgotten');
  }

  async allow(meant: Meant): Promise<Acted<'allowed'>> {
    await this.#enter('allow', meant);
    return this.#act(meant, () => 'allowed');
  }

  async dead(query: DeadQuery): Promise<Page<DeliveryEntry>> {
    await this.#enter('dead', query);
    const { route, destination, reason } = query;
    return paged(
      this.log.filter(
        (entry) =>
          entry.dead &&
          (reason === undefined || entry.dead === reason) &&
          (route === undefined || entry.route === route) &&
          (destination === undefined || entry.destination === destination),
      ),
      query,
    );
  }

  async pending(query: PendingQuery): Promise<Page<DeliveryEntry>> {
    await this.#enter('pending', query);
    const { route, destination } = query;
    return paged(
      this.log.filter(
        (entry) =>
          entry.nextAttemptAt !== undefined &&
          (route === undefined || entry.route === route) &&
          (destination === undefined || entry.destination === destination),
      ),
      query,
    );
  }

  async replayDead(selection: DeadSelection): Promise<number> {
    await this.#enter('replayDead', selection);
    const { route, ids } = selection;
    return this.log.filter(
      (entry) =>
        entry.dead &&
        (route === undefined || entry.route === route) &&
        (ids === undefined || ids.includes(entry.id)),
    ).length;
  }

  async test(route: string, destination?: string): Promise<readonly Tested[] | undefined> {
    await this.#enter('test', route);
    const all = this.states.find(({ name }) => name === route)?.destinations ?? [];
    const tested = all.filter(({ name }) => destination === undefined || name === destination);
    return tested.length === 0
      ? undefined
      : tested.map(({ name }) => ({ destination: name, id: 'msg_test_1', attempt: this.tested }));
  }

  async pause(route: string): Promise<boolean> {
    await this.#enter('pause', route);
    return this.#change(route, 'operator');
  }

  async resume(route: string): Promise<boolean> {
    await this.#enter('resume', route);
    return this.#change(route, undefined);
  }

  async cancel(route: string): Promise<number | undefined> {
    await this.#enter('cancel', route);
    const state = this.states.find(({ name }) => name === route);
    if (!state) return undefined;
    const [one] = state.destinations;
    const { waiting, delayed } = one?.queue ?? queueOf();
    this.#emptied(route);
    return waiting + delayed;
  }

  async handshake(route: string): Promise<Revealed | undefined> {
    await this.#enter('handshake', route);
    if (!this.states.some(({ name }) => name === route)) return undefined;
    const revealed = this.handed;
    this.handed = { secrets: [], pushedOut: 0 };
    return revealed;
  }

  async translate(
    route: string,
    pasted: PastedDelivery,
    destination?: string,
  ): Promise<readonly TranslatedFor[] | undefined> {
    await this.#enter('translate', [route, pasted, destination]);
    const all = this.states.find(({ name }) => name === route)?.destinations ?? [];
    const wanted = all.filter(({ name }) => destination === undefined || name === destination);
    const asGiven = { headers: [['X-A', '1']], body: pasted.body, changed: false } as const;
    return wanted.length === 0
      ? undefined
      : wanted.map(({ name, url }) => ({
          ...{ destination: name, url },
          result: this.translations.shift() ?? asGiven,
        }));
  }

  async reload(dryRun: boolean): Promise<Reloaded> {
    await this.#enter('reload', dryRun);
    const { faults, changes } = this;
    return faults.length > 0 ? { ok: false, faults } : { ok: true, changes };
  }

  async configuration(): Promise<ConfigurationState> {
    await this.#enter('configuration');
    return this.state;
  }

  async audit(query: AuditQuery): ReturnType<Operations['audit']> {
    await this.#enter('audit', query);
    return this.audits.list(query);
  }

  #act<Done extends string>(meant: Meant, does: (entry: DeliveryDetail) => Done): Acted<Done> {
    const { signed, found } = this.#find(meant);
    const [one] = found;
    if (!one) return { result: 'not_found' };
    const named = meant.route !== undefined || meant.destination !== undefined;
    const candidates = found.map(({ id, route, destination }) => ({ id, route, destination }));
    const [on] = candidates;
    if (!on || found.length > 1 || (!signed && !named)) return { result: 'ambiguous', candidates };
    return { result: does(one), on };
  }

  #find({ id, route, destination }: Meant): { readonly signed: boolean; readonly found: DeliveryDetail[] } {
    const there = this.log.filter(
      (entry) =>
        (route === undefined || entry.route === route) &&
        (destination === undefined || entry.destination === destination),
    );
    const found = there.filter((entry) => entry.id === id);
    if (found.length > 0) return { signed: true, found };
    return { signed: false, found: there.filter((entry) => entry.sourceId === id) };
  }

  #change(route: string, paused: RouteState['paused']): boolean {
    return this.#with(route, (state) => ({
      ...{ ...state, paused },
      destinations: state.destinations.map((one) => ({ ...one, paused })),
    }));
  }

  #emptied(route: string): void {
    this.#with(route, (state) => ({
      ...state,
      destinations: state.destinations.map((one) => ({
        ...one,
        queue: one.queue && { ...one.queue, waiting: 0, delayed: 0 },
      })),
    }));
  }

  #with(route: string, change: (state: RouteState) => RouteState): boolean {
    const at = this.states.findIndex(({ name }) => name === route);
    const state = this.states[at];
    if (state) this.states[at] = change(state);
    return state !== undefined;
  }
}

/** All of it is due in the first span, and died for one reason. */
function heldOf({
  waiting,
  delayed,
  dead,
}: QueueState): Pick<DestinationQueue, 'due' | 'deadBy' | 'deadByCut'> {
  return {
    due: [...DUE_SPANS_MS, undefined].map((end, i) => ({
      from: T0 + (DUE_SPANS_MS[i - 1] ?? 0),
      until: end === undefined ? undefined : T0 + end,
      count: i === 0 ? waiting + delayed : 0,
    })),
    deadBy: dead > 0 ? { exhausted: dead } : {},
    deadByCut: false,
  };
}

/** The newest first. A cursor says how many came before. */
function paged(
  found: readonly DeliveryDetail[],
  { cursor = 'c0', limit }: { readonly cursor?: string; readonly limit: number },
): Page<DeliveryEntry> {
  const [, digits] = /^c(\d{1,9})$/.exec(cursor) ?? [];
  if (digits === undefined) throw new RangeError('not a cursor');
  const from = Number(digits);
  const rest = found.toReversed().slice(from);
  return { data: rest.slice(0, limit), next: rest.length > limit ? `c${from + limit}` : undefined };
}
