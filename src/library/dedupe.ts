/**
 * Dedupe for programs that take deliveries themselves: the gateway's claims over the gateway's stores, under the same
 * keys. So several processes, or a program and a gateway, handle each delivery once between them. What is burnt by
 * success alone is burnt here too: work that fails leaves the way free for the provider's retry.
 */
import { randomBytes } from 'node:crypto';
import { defaultWindow } from '../config/resolve/resolve-dedupe.js';
import { readRedisUrl } from '../config/resolve/store-url.js';
import { StoreUnavailable, type Claim, type ClaimStore } from '../line/claim/claim-store.js';
import { Claims } from '../line/claim/claims.js';
import type { LabelStore } from '../line/claim/label-store.js';
import { identify, labelOfBody, takeClaim, type ClaimingRoute } from '../line/claim/take-claim.js';
import { Outcome } from '../model/outcome.js';
import { duration, parseDuration } from '../model/units.js';
import { schemes } from '../schemes/catalogue/index.js';
import { createLabelReader } from '../schemes/engine/labels.js';
import { createMemoryStore } from '../store/memory/memory-claims.js';
import { createMemoryLabels } from '../store/memory/memory-labels.js';
import { createRedisStore } from '../store/redis/redis-claims.js';
import { genuineOf, type Genuine } from './genuine.js';
import type { GenuineResult } from './library.js';

export { StoreUnavailable };

export interface DedupeOptions {
  /** `memory:` for this process alone, else the URL of a Redis as the gateway's `store.url` has it. */
  readonly store: string;
  /** As the gateway's `store.prefix`; default `whgw`. */
  readonly prefix?: string;
}

export interface DedupeRequest {
  /** What `verify`, `verifyRequest` or `webhook()` gave, as it came: no copy. */
  readonly delivery: GenuineResult;
  /** The endpoint's name, part of every record: a gateway's route of this name shares them. */
  readonly route: string;
  /** How long success is remembered, such as `96h`; default the gateway's for this scheme. */
  readonly window?: string;
  /** How long to wait for whoever handles the same delivery now; default the scheme's deadline; 20 seconds at most. */
  readonly patience?: string;
  /** The name of a description of your own, as the gateway's configuration has it. */
  readonly schemeName?: string;
}

export type DedupeResult<Value> =
  /** The work was done now, and is remembered. */
  | { readonly outcome: 'accepted'; readonly value: Value }
  /** It was done before, within the window: acknowledge it. */
  | { readonly outcome: 'duplicate' }
  /** Somebody handles it, or failed just now: let the provider come again (503). */
  | { readonly outcome: 'in_flight' }
  /** One body under more unsigned names or ids than its provider sends: somebody may have written them. Let the provider come again (503), as the gateway does. */
  | { readonly outcome: 'event_reuse' };

export interface Dedupe {
  /**
   * Does the work unless it was done before. Its claim is kept alive while the work lasts.
   * @throws what the work throws (rejects), once the claim is released; StoreUnavailable if the store does not answer:
   * nobody knows then whether the delivery is new, so let the provider come again (503)
   */
  once<Value>(request: DedupeRequest, work: () => Value | Promise<Value>): Promise<DedupeResult<Value>>;
  /** Waits for work that is under way, and lets go of the store. */
  close(): Promise<void>;
}

/**
 * Opens without waiting for an answer; the first delivery waits for it.
 * @throws TypeError for a URL of no known kind; the message does not repeat it
 */
export function openDedupe({ store, prefix = 'whgw' }: DedupeOptions): Dedupe {
  return new Opened(store === 'memory:' ? inMemory() : inRedis(store, prefix));
}

interface OpenStore {
  readonly store: ClaimStore;
  readonly labels: LabelStore;
}

function inMemory(): OpenStore {
  return { store: createMemoryStore(), labels: createMemoryLabels() };
}

function inRedis(url: string, prefix: string): OpenStore {
  const { problem } = readRedisUrl(url);
  if (problem !== undefined) throw new TypeError(`store cannot be used: ${problem}`);
  const store = createRedisStore({ url, prefix });
  return { store, labels: store.labels };
}

/** As long as the gateway waits for its store when it starts. */
const FIRST_ANSWER_MS = 2_000;
const MAX_WAITERS = 1_000;
/** What those hear who waited for work that failed. */
const FAILED = new Outcome('failed');

const now = (): number => performance.now();
const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');

class Opened implements Dedupe {
  readonly #store: ClaimStore;
  readonly #claims: Claims;
  readonly #running = new Set<Promise<unknown>>();
  #firstAnswer: Promise<boolean> | undefined;
  #closed = false;

  constructor({ store, labels }: OpenStore) {
    this.#store = store;
    this.#claims = new Claims({
      ...{ store, labels, now, randomHex },
      reporter: { takeover: () => undefined },
      maxWaiters: () => MAX_WAITERS,
    });
  }

  async once<Value>(
    request: DedupeRequest,
    work: () => Value | Promise<Value>,
  ): Promise<DedupeResult<Value>> {
    const genuine = checked(request);
    if (this.#closed) throw new StoreUnavailable('closed');
    const running = this.#once(request, genuine, work);
    const ended = running.catch(() => undefined);
    this.#running.add(ended);
    try {
      return await running;
    } finally {
      this.#running.delete(ended);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#running);
    this.#claims.close();
    await this.#store.close();
  }

  async #once<Value>(
    request: DedupeRequest,
    genuine: Genuine,
    work: () => Value | Promise<Value>,
  ): Promise<DedupeResult<Value>> {
    // No two deliveries of such a scheme are the same, so there is nothing to ask.
    if (genuine.scheme.identity.length === 0) return { outcome: 'accepted', value: await work() };
    await (this.#firstAnswer ??= this.#store.ready(FIRST_ANSWER_MS));
    const claim = await this.#claim(request, genuine);
    if (claim instanceof Outcome) return told(claim);
    let value: Value;
    try {
      value = await work();
    } catch (error) {
      await claim.release(FAILED);
      throw error;
    }
    await claim.accepted(200);
    return { outcome: 'accepted', value };
  }

  async #claim(request: DedupeRequest, { given, scheme, verified }: Genuine): Promise<Claim | Outcome> {
    const { route: name, window, patience = scheme.deadline } = request;
    const route: ClaimingRoute = {
      name,
      source: { scheme, schemeName: schemeNameOf(given, request.schemeName), answerTo: () => 503 },
      dedupe: {
        key: 'default',
        window:
          window === undefined
            ? defaultWindow({ scheme, tolerance: undefined }, 'default').window
            : duration(window),
        onStoreOutage: 'refuse',
      },
      labelOf: createLabelReader(scheme, false),
      tellApart: undefined,
    };
    const identified = identify(route, verified, randomHex);
    if (identified instanceof Outcome) return identified;
    return takeClaim(this.#claims, route, verified, {
      ...identified,
      trail: { route: name, claims: [], withoutDedupe: false },
      answerBy: now() + duration(patience),
      label: labelOfBody(route, verified, identified.messageId),
    });
  }
}

/** @throws TypeError for what only a fault of the program makes */
function checked({ delivery, route, window, patience, schemeName }: DedupeRequest): Genuine {
  const genuine = genuineOf(delivery);
  if (!genuine) {
    throw new TypeError(
      'delivery must be what verify, verifyRequest or webhook() gave, as it came: a copy or a refusal says nothing genuine',
    );
  }
  if (typeof route !== 'string' || !/^[^\0]{1,256}$/.test(route))
    throw new TypeError('route must be a name: it parts this endpoint’s deliveries from those of others');
  for (const [name, text] of Object.entries({ window, patience })) {
    if (text !== undefined && parseDuration(text) === undefined)
      throw new TypeError(`${name} must be a duration such as 30s or 96h`);
  }
  schemeNameOf(genuine.given, schemeName);
  return genuine;
}

function schemeNameOf(given: Genuine['given'], named: string | undefined): string {
  if (named !== undefined) return named;
  if (typeof given === 'string') return given;
  const name = Object.keys(schemes).find((one) => schemes[one] === given);
  if (name === undefined) throw new TypeError('schemeName is missing: it names a description of your own');
  return name;
}

/** @throws StoreUnavailable */
function told({ code, reason = code }: Outcome): Exclude<DedupeResult<never>, { outcome: 'accepted' }> {
  if (code === 'store_unavailable') throw new StoreUnavailable(reason);
  if (code === 'duplicate' || code === 'event_reuse') return { outcome: code };
  return { outcome: 'in_flight' };
}
