/**
 * Every series the gateway exposes: name, kind, labels and what it says. docs/operations.md shows the same list, and a
 * test holds the two together. All labels come from closed lists (routes.ts), never from a request.
 */

/** Who asks for metrics of a path that no route has. */
export const UNMATCHED = '_unmatched';
/** Stands for a secret's name that the running configuration does not have (a delivery that outlived a reload). */
export const OTHER = '_other';

/** Stands for the token's name of a write that was refused. */
export const NO_TOKEN = '_none';

export type Label =
  | 'route'
  | 'outcome'
  | 'kind'
  | 'destination'
  | 'status'
  | 'result'
  | 'secret'
  | 'state'
  | 'reason'
  | 'scope'
  | 'operation'
  | 'what'
  | 'token'
  | 'version';

export interface Entry {
  readonly name: `webhook_gateway_${string}`;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly Label[];
  readonly help: string;
  /** Upper bounds, in the unit of the name; histograms only. */
  readonly buckets?: readonly number[];
}

/** Seconds. From half a millisecond (our own work) to the minute a slow receiver may take. */
const DURATION = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60,
] as const;
/** Seconds. At once in direct mode, up to days where the queue has to wait for a receiver. */
const DELAY = [
  0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 259_200,
] as const;
/** Seconds. Tolerances are minutes, so the scale goes on beyond them. */
const AGE = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600] as const;

export const CATALOGUE = {
  deliveries: {
    name: 'webhook_gateway_deliveries_total',
    type: 'counter',
    labels: ['route', 'outcome'],
    help: 'Requests on the public port, by the one outcome each of them ended in.',
  },
  deliveryDuration: {
    name: 'webhook_gateway_delivery_duration_seconds',
    type: 'histogram',
    labels: ['route', 'kind'],
    buckets: DURATION,
    help: 'Receipt to answer; kind: forwarded to the receiver, answered by the gateway, or refused.',
  },
  overhead: {
    name: 'webhook_gateway_overhead_seconds',
    type: 'histogram',
    labels: ['route'],
    buckets: DURATION,
    help: "The gateway's own part of a forwarded delivery: receipt to answer without the receiver and the upload.",
  },
  receiverDuration: {
    name: 'webhook_gateway_receiver_duration_seconds',
    type: 'histogram',
    labels: ['route', 'destination', 'status'],
    buckets: DURATION,
    help: 'One attempt at the receiver, by the class of its status (none: it gave no status).',
  },
  attempts: {
    name: 'webhook_gateway_attempts_total',
    type: 'counter',
    labels: ['route', 'destination', 'result'],
    help: 'Attempts at the receiver, by how its answer was understood.',
  },
  verifications: {
    name: 'webhook_gateway_verifications_total',
    type: 'counter',
    labels: ['route', 'secret'],
    help: 'Genuine deliveries, by the name of the secret that matched.',
  },
  timestampAge: {
    name: 'webhook_gateway_timestamp_age_seconds',
    type: 'histogram',
    labels: ['route'],
    buckets: AGE,
    help: 'Age of the signed time of genuine deliveries at receipt; a time that lies ahead counts as 0.',
  },
  claims: {
    name: 'webhook_gateway_claims_total',
    type: 'counter',
    labels: ['route', 'result'],
    help: 'Claims (the right to handle a delivery), by result.',
  },
  lateCommits: {
    name: 'webhook_gateway_late_commits_total',
    type: 'counter',
    labels: ['route'],
    help: 'Acceptances that came after their claim had run out; another handler may have delivered them too.',
  },
  withoutDedupe: {
    name: 'webhook_gateway_without_dedupe_total',
    type: 'counter',
    labels: ['route'],
    help: 'Deliveries that went on without dedupe because the store was out (onStoreOutage: forward).',
  },
  refused: {
    name: 'webhook_gateway_refused_total',
    type: 'counter',
    labels: ['route', 'reason'],
    help: 'Requests that were refused for what they are, by reason; `webhook-gateway refused` lists them.',
  },
  refusedDropped: {
    name: 'webhook_gateway_refused_dropped_total',
    type: 'counter',
    labels: ['route'],
    help: 'Refused requests that are not listed, or no longer: pushed out of the list, too many at once, or the store was out.',
  },
  unverifiedForwarded: {
    name: 'webhook_gateway_unverified_forwarded_total',
    type: 'counter',
    labels: ['route', 'outcome'],
    help: 'Deliveries that went on although they do not verify (reportOnly), by the outcome they would have ended in.',
  },
  reportOnlyUntil: {
    name: 'webhook_gateway_report_only_until_timestamp_seconds',
    type: 'gauge',
    labels: ['route'],
    help: 'When the route begins to refuse what does not verify; absent where it does so already by its configuration.',
  },
  rateLimited: {
    name: 'webhook_gateway_rate_limited_total',
    type: 'counter',
    labels: ['route', 'scope'],
    help: 'Requests past a rate of the source; scope: verified (genuine deliveries of the route) or client (all of one address).',
  },
  keyFetches: {
    name: 'webhook_gateway_key_fetches_total',
    type: 'counter',
    labels: ['route', 'result'],
    help: "Questions to the host of a source's keys, by what came of them: fetched, none (it has no key of that id), away, unreadable, or limited (not asked: too many new ids).",
  },
  eventReuse: {
    name: 'webhook_gateway_event_reuse_total',
    type: 'counter',
    labels: ['route'],
    help: 'Deliveries refused because their body had come under other unsigned names or ids before.',
  },
  eventMismatches: {
    name: 'webhook_gateway_event_mismatches_total',
    type: 'counter',
    labels: ['route'],
    help: 'Genuine deliveries whose unsigned event header contradicts the signed body; the body counts.',
  },
  lastReceived: {
    name: 'webhook_gateway_last_received_timestamp_seconds',
    type: 'gauge',
    labels: ['route'],
    help: 'When the last request came in, whatever became of it.',
  },
  lastAccepted: {
    name: 'webhook_gateway_last_accepted_timestamp_seconds',
    type: 'gauge',
    labels: ['route'],
    help: 'When a receiver last accepted a delivery.',
  },
  inFlight: {
    name: 'webhook_gateway_in_flight',
    type: 'gauge',
    labels: ['route'],
    help: 'Requests being handled now.',
  },
  inFlightLimit: {
    name: 'webhook_gateway_in_flight_limit',
    type: 'gauge',
    labels: ['route'],
    help: "The route's maxInFlight; beyond it requests are overloaded.",
  },
  paused: {
    name: 'webhook_gateway_paused',
    type: 'gauge',
    labels: ['route'],
    help: '1 while the route is paused, by an operator or because its receiver said it is gone (410).',
  },
  acceptance: {
    name: 'webhook_gateway_acceptance_seconds',
    type: 'histogram',
    labels: ['route'],
    buckets: DELAY,
    help: 'Receipt to acceptance by the receiver, in every mode, over all attempts and waits.',
  },
  queueMessages: {
    name: 'webhook_gateway_queue_messages',
    type: 'gauge',
    labels: ['route', 'destination', 'state'],
    help: 'Messages in the queue: waiting for a worker, delayed until their next attempt, active, or dead.',
  },
  queueOldest: {
    name: 'webhook_gateway_queue_oldest_timestamp_seconds',
    type: 'gauge',
    labels: ['route', 'destination'],
    help: 'When the oldest message that is neither delivered nor dead was received; absent if there is none.',
  },
  deadLetters: {
    name: 'webhook_gateway_dead_letters_total',
    type: 'counter',
    labels: ['route', 'destination', 'reason'],
    help: 'Messages the queue gave up, by reason; the store keeps them.',
  },
  workerCrashes: {
    name: 'webhook_gateway_queue_worker_crashes_total',
    type: 'counter',
    labels: ['route'],
    help: 'Attempts of the queue that never reported back; they are made again and do not count as failed.',
  },
  breakerState: {
    name: 'webhook_gateway_breaker_state',
    type: 'gauge',
    labels: ['route', 'destination'],
    help: 'The breaker before the receiver, as this process sees it: 0 closed, 1 half-open, 2 open.',
  },
  refusalsInARow: {
    name: 'webhook_gateway_receiver_refusals_in_a_row',
    type: 'gauge',
    labels: ['route', 'destination'],
    help: 'Answers 401 or 403 of the receiver, one after the other, as this process sees it; any other answer ends the row.',
  },
  detached: {
    name: 'webhook_gateway_detached',
    type: 'gauge',
    labels: [],
    help: 'Attempts that go on after their source was answered.',
  },
  uploads: {
    name: 'webhook_gateway_uploads',
    type: 'gauge',
    labels: [],
    help: 'Bodies on their way in, over all routes; server.maxUploads bounds them.',
  },
  unnamedProxy: {
    name: 'webhook_gateway_unnamed_proxy',
    type: 'gauge',
    labels: [],
    help: '1 while nearly all genuine deliveries come from one private address and server.trustedProxies is empty.',
  },
  storeUp: {
    name: 'webhook_gateway_store_up',
    type: 'gauge',
    labels: [],
    help: '1 while the dedupe store answers, else 0.',
  },
  storeDurable: {
    name: 'webhook_gateway_store_durable',
    type: 'gauge',
    labels: [],
    help: '1 if the store writes to disk and evicts nothing, 0 if it may lose queued messages; absent until known, and without queues.',
  },
  storeDuration: {
    name: 'webhook_gateway_store_duration_seconds',
    type: 'histogram',
    labels: ['operation'],
    buckets: DURATION,
    help: 'One question to the dedupe store, answered or not.',
  },
  storeErrors: {
    name: 'webhook_gateway_store_errors_total',
    type: 'counter',
    labels: ['operation'],
    help: 'Questions the dedupe store did not answer.',
  },
  storeEvictions: {
    name: 'webhook_gateway_store_evictions_total',
    type: 'counter',
    labels: [],
    help: 'Deliveries the in-memory store forgot before their window ended, for lack of room.',
  },
  faults: {
    name: 'webhook_gateway_faults_total',
    type: 'counter',
    labels: [],
    help: "Faults in the gateway's own code that a request ran into; each is a bug.",
  },
  adminWrites: {
    name: 'webhook_gateway_admin_writes_total',
    type: 'counter',
    labels: ['what', 'token'],
    help: "Writes through the API, by operation and the token's name; _none: refused for want of a token or its role.",
  },
  wrongTokens: {
    name: 'webhook_gateway_admin_wrong_tokens_total',
    type: 'counter',
    labels: [],
    help: 'Requests to the API whose token was wrong; those without any do not count.',
  },
  reloadSuccessful: {
    name: 'webhook_gateway_config_last_reload_successful',
    type: 'gauge',
    labels: [],
    help: '1 if the last configuration read is the one running, 0 if it was refused.',
  },
  reloadTime: {
    name: 'webhook_gateway_config_last_reload_success_timestamp_seconds',
    type: 'gauge',
    labels: [],
    help: 'When the running configuration was read.',
  },
  watchedRefused: {
    name: 'webhook_gateway_watched_files_refused',
    type: 'gauge',
    labels: [],
    help: 'Watched files of secrets, keys and certificates whose present content cannot be used; the one before it is in force.',
  },
  configHash: {
    name: 'webhook_gateway_config_hash',
    type: 'gauge',
    labels: [],
    help: 'A number made of the configuration in force, values of secrets included; equal on replicas that run the same one. Absent until it is first made, a second after the start at the latest.',
  },
  buildInfo: {
    name: 'webhook_gateway_build_info',
    type: 'gauge',
    labels: ['version'],
    help: 'Always 1; the label tells the version.',
  },
} as const satisfies Record<string, Entry>;

export type Catalogue = typeof CATALOGUE;
