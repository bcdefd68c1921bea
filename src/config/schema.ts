/**
 * Every key of the configuration, once: what it takes, its default as people write it, and what it is for. Types
 * (config.ts), the printed configuration (redact.ts) and the faults come of it. What must be there is not required
 * here: resolve/ asks for it, so that one fault hides no other. Durations come out as milliseconds, sizes as bytes.
 */
import * as z from 'zod';
import {
  LONGEST,
  address,
  date,
  duration,
  headerName,
  host,
  items,
  labelName,
  list,
  onOff,
  patterned,
  pointer,
  port,
  rate,
  size,
  sized,
  status,
  strict,
  text,
  whole,
  writes,
} from '../checks/fields.js';
import { ROLES } from '../model/role.js';
import { formatDuration } from '../model/units.js';
import { parseEventPattern } from '../policy/event-patterns.js';
import { METHODS } from '../schemes/rules/method-rules.js';
import { includeProblem } from './read/glob.js';

const anyText = z.string();
const variableName = text('the name of a variable', /^[A-Za-z_]\w*$/);
const filePath = text('the path of a file', /^[^\x00]+$/);

export const secretReference = z.union(
  [
    z.string(),
    strict({
      env: variableName.optional(),
      file: filePath.optional(),
      name: labelName('a name for the secret').optional(),
    }),
  ],
  { error: 'expected { env: NAME }, { file: PATH } or text' },
);
export type SecretReference = z.infer<typeof secretReference>;

/** @param means what `off` comes out as */
function orOff<const Off>(span: ReturnType<typeof duration>, means: Off) {
  const either = z.union([z.literal('off').transform(() => means), span], {
    error: 'expected a duration such as 5m, or off',
  });
  return writes(either, (value) => {
    if (value === means) return 'off';
    return typeof value === 'number' ? formatDuration(value) : value;
  });
}

const secret = secretReference.optional();
const reason = text('a reason in words', /\S/).optional();
const inFlight = whole(1, 1_000_000);

/** Paths of PEM files. */
const listenerTls = strict({
  cert: filePath.optional(),
  key: filePath.optional(),
  /** Whose certificates clients must show; left out: none is asked for. */
  clientCa: filePath.optional(),
}).optional();
export type ListenerTlsShape = NonNullable<z.output<typeof listenerTls>>;

const server = strict({
  host: host.prefault('0.0.0.0'),
  port: port.prefault(8080),
  maxBodySize: size.prefault('1mb'),
  /** All bodies in memory together. */
  maxBufferedBytes: size.prefault('64mb'),
  maxInFlight: inFlight.prefault(1024),
  /** Who reads requests: we the plainest ones, or Node's HTTP server all of them. */
  http: z.enum(['plain', 'node']).prefault('plain'),
  /** Bodies on their way in at the same time; a client may have an eighth of them. */
  maxUploads: inFlight.prefault(1024),
  drainDelay: duration().prefault('2s'),
  drainTimeout: duration().prefault('25s'),
  /** Addresses or CIDRs whose X-Forwarded-For is believed. */
  trustedProxies: items(address).prefault([]),
  tls: listenerTls,
});

/** Who may ask the API besides the holder of `admin.token`. */
const adminToken = strict({
  env: variableName.optional(),
  file: filePath.optional(),
  /** The token itself; works, and is warned about. */
  literal: anyText.optional(),
  name: labelName('a name for the token').optional(),
  role: z.enum(ROLES).optional(),
});
export type AdminTokenShape = z.output<typeof adminToken>;

const admin = strict({
  host: host.prefault('0.0.0.0'),
  port: port.prefault(9090),
  token: secret,
  tokens: list(adminToken).optional(),
  /** Names who acts; believed from `server.trustedProxies` alone. */
  actorHeader: headerName.optional(),
  /** Whether `GET /` is the console. */
  console: onOff.prefault('on'),
  tls: listenerTls,
});

const store = strict({
  /** `memory:`, `redis://…` or `rediss://…`. */
  url: anyText.optional(),
  prefix: text('a prefix of letters, digits and . _ : - (up to 64)', /^[A-Za-z0-9][\w.:-]{0,63}$/).prefault(
    'whgw',
  ),
  /** `server`: as durable as Redis is set up; `fsync`: on its disk before the source hears 200. */
  durability: z.enum(['server', 'fsync']).prefault('server'),
  /** Replicas that must have what is acknowledged. */
  replicas: whole(0, 16).prefault(0),
});

const log = strict({
  level: z.enum(['debug', 'info', 'warn', 'error', 'fatal', 'silent']).prefault('info'),
  /** Left out: text on a terminal, else JSON. */
  format: z.enum(['json', 'text']).optional(),
});

const noticed = z.enum(['watch', 'signal']);

/** Whether a file that changes is noticed by itself, or only when a reload is asked for. */
const reload = strict({
  /** Secrets, keys and certificates. */
  secrets: noticed.prefault('watch'),
  /** The file itself and those that it includes. */
  config: noticed.prefault('signal'),
});

const includePattern = anyText.check(({ value, issues }) => {
  const problem = includeProblem(value);
  if (problem !== undefined) issues.push({ code: 'custom', message: problem, input: value });
});

const valueList = sized(z.array(text('a value', /[\s\S]/)), 1);

const queryValues = z.union([z.enum(['digits', 'uuid', 'hex']), valueList], {
  error: 'expected digits, uuid, hex, or a list of values such as [a, b]',
});

const queryName = text('a name of the query', /^[^\p{Cc}&=#]{1,200}$/u);

const forwardQuery = z.union([z.record(queryName, valueList), sized(z.array(queryName), 1, 32)], {
  error:
    'expected names with the values that go on, such as { tenant: [a, b] }, or a list of names such as [tenant]',
});

const signedQuery = z.union([z.enum(['any', 'none']), z.record(queryName, queryValues)], {
  error:
    'expected any, none, or names with what they hold, such as { step: digits, tenant: [a, b], id: uuid }',
});

const methods = items(z.enum(METHODS, { error: `expected ${METHODS.join(', ')}` }), { min: 1 });

/** Several share the secrets, and the first says what the others leave open. */
const sourceScheme = z.union([anyText, sized(list(anyText), 1, 8)], {
  error: 'expected the name of a scheme, or a list of names such as [standard, svix]',
});

const ownerValue = text('a value that deliveries name', /^[\x20-\x7e]{1,512}$/);
const ownerList = items(ownerValue, { min: 1, max: 256 });
const oneOrMore = z.union([ownerValue, ownerList], { error: 'expected a value, or a list of them' });
const ownerValues = z.union([ownerValue, ownerList, z.record(z.string(), oneOrMore)], {
  error:
    'expected a value, a list, or names with their values such as { audience: "https://…", account: "…" }',
});

const source = strict({
  scheme: sourceScheme.optional(),
  secrets: list(secretReference).optional(),
  /** `off` takes any signed time; left out: the scheme's own. */
  tolerance: orOff(duration({ max: LONGEST }), 'off').optional(),
  /** From receipt to answer; left out: the scheme's own. */
  deadline: duration({ min: 1 }).optional(),
  maxAge: orOff(duration({ min: 1, max: LONGEST }), undefined).prefault('off'),
  /** The URL as the provider knows it, with the query it was registered with; only where the scheme signs it. */
  publicUrl: anyText.optional(),
  /** What the received query may hold beside that; left out: what the scheme's borders allow. */
  signedQuery: signedQuery.optional(),
  /** By which deliveries come; only those for which the scheme signs enough. */
  methods: methods.prefault(['POST']),
  /** What the provider signs of a body that it compresses (gzip). */
  contentEncoding: z.enum(['refuse', 'signed-compressed', 'signed-plain']).prefault('refuse'),
  /** What makes a delivery ours, where all customers of the provider share its key; by the names of the scheme. */
  owner: ownerValues.optional(),
  /** A file of certificates in PEM, or `system`: what the certificates of the source's keys must lead to. */
  keyRoots: filePath.optional(),
  /** What the provider of the keys is asked with, if it gives them to its customers alone. */
  keyAccess: strict({ id: secret, secret }).optional(),
  /** What the provider proves itself with when it asks whether this endpoint is ours. */
  handshakeToken: secret,
  allowIps: items(address).optional(),
  /** What each replica takes at a time. */
  rate: strict({
    /** Genuine deliveries that are no duplicates. */
    verified: rate.optional(),
    /** All requests of one address (IPv6: of its /64). */
    perClient: rate.optional(),
  }).optional(),
  /** What does not verify goes on all the same, marked, to the end of a day. */
  reportOnly: strict({ reason, until: date.optional() }).optional(),
  /** Why the source may be unsigned; only with scheme `none`. */
  reason,
});

const statuses = list(status);

/** A media type of JSON, which is what comes of an expression. */
const jsonType = text(
  'a media type of JSON, such as application/json or application/cloudevents+json',
  (value) => /^[a-z]+\/(?:[\w.!#$&^-]+\+)?json(?:; ?charset=utf-8)?$/i.test(value),
);

const sample = z.union(
  [
    filePath,
    strict({
      /** A body. */
      file: filePath.optional(),
      /** If it does not stand in the body. */
      event: anyText.optional(),
      headers: z.record(headerName, anyText).optional(),
    }),
  ],
  { error: 'expected the path of a body, or { file: PATH, event: NAME, headers: { NAME: VALUE } }' },
);

const payload = z.union(
  [
    z.enum(['exact', 'compact', 'envelope']),
    strict({
      /** A JSONata expression, or the file that holds one. */
      jsonata: z.union([anyText, strict({ file: filePath.optional() })], {
        error: 'expected a JSONata expression, or { file: PATH }',
      }),
      /** Deliveries that `check` tries it on. */
      samples: items(sample, { max: 50 }).optional(),
      /** Whether digits and doubled members of a body may get lost. */
      lossy: z.boolean().prefault(false),
      /** Of what comes of it. */
      contentType: jsonType.prefault('application/json'),
    }),
  ],
  { error: 'expected exact, compact, envelope, or a mapping such as { jsonata: { file: PATH } }' },
);

const destinationKeys = {
  url: anyText.optional(),
  scheme: anyText.optional(),
  /** The first is the current one. */
  secrets: list(secretReference).optional(),
  /** For a whole attempt. */
  timeout: duration({ min: 1 }).prefault('60s'),
  /** Once more, if a connection used before breaks at once and without a byte of an answer. */
  resend: onOff.prefault('on'),
  verdicts: strict({
    accepted: statuses.prefault([]),
    retry: statuses.prefault([]),
    final: statuses.prefault([]),
  }).prefault({}),
  payload: payload.prefault('exact'),
  /** Added to each request; values may be secrets, or texts with placeholders (header-template.ts). */
  headers: z.record(anyText, secretReference).optional(),
  /** The names that this receiver has for the source's events. */
  renameEvents: z.record(anyText, anyText).prefault({}),
  /** Names beyond the allowlist; `x-github-*` stands for all that start so. */
  forwardHeaders: list(anyText).optional(),
  /** Parameters of the received query that go on: names with their values, or names alone if they are signed. */
  forwardQuery: forwardQuery.optional(),
  /** Whether what stands behind a route's path goes on, if that ends in `/*`. */
  forwardPath: z.boolean().prefault(false),
  /** `environment`, or the URL of a proxy that makes tunnels (CONNECT). */
  proxy: anyText.optional(),
  /** Paths of PEM files. */
  tls: strict({ ca: anyText.optional(), cert: anyText.optional(), key: anyText.optional() }).optional(),
  /** Further signatures on the same request, one scheme each. */
  alsoSign: list(
    strict({ scheme: anyText.optional(), secrets: list(secretReference).optional() }),
  ).optional(),
  reason,
};

const destinationName = labelName('a name for the destination');

const destination = strict({ name: destinationName.prefault('default'), ...destinationKeys });

const keyParts = [
  z.literal('default'),
  strict({
    header: headerName,
    /** Said by who knows what an unsigned header can do. */
    unsigned: z.literal(true).optional(),
  }),
  strict({ json: pointer }),
] as const;

const keyPart = z.union(keyParts, {
  error: 'expected default, { header: NAME }, { header: NAME, unsigned: true } or { json: /pointer }',
});

/** All parts of a list together. */
const dedupeKey = z.union([...keyParts, items(keyPart, { min: 1, max: 8 })], {
  error:
    'expected default, { header: NAME }, { header: NAME, unsigned: true }, { json: /pointer } or a list of these',
});

const dedupe = z.union(
  [
    z.literal(false),
    strict({
      /** Left out: by the scheme's retries and its signed time. */
      window: duration({ min: 1, max: LONGEST }).optional(),
      key: writes(dedupeKey, (key) => key).prefault('default'),
      onStoreOutage: z.enum(['refuse', 'forward']).prefault('refuse'),
    }),
  ],
  { error: 'expected false, or a mapping such as { window: 96h }' },
);

/** What Redis counts, not a timer. Shorter than a second nothing is kept for. */
const keeping = duration({ min: 1_000, max: LONGEST });

const schedule = z.union([anyText, sized(list(duration({ max: LONGEST })), 1, 100)], {
  error: "expected a scheme's name, or a list of delays such as [5s, 5m, 30m]",
});

const delivery = strict({
  mode: z.enum(['direct', 'queued', 'spill']).prefault('direct'),
  /** Delays from the previous attempt to the next, after the last one the message is dead; or a scheme that has them. */
  schedule: schedule.optional(),
  /** Attempts at a time, in each process. */
  concurrency: whole(1, 10_000).prefault(16),
  /** Attempts over all replicas. */
  rate: rate.optional(),
  order: z.enum(['none']).prefault('none'),
  /** From receipt; older messages die instead of being attempted. */
  maxAge: keeping.prefault('7d'),
  /** How long a delivered message's body stays for replay; 0: not at all. */
  keepBodies: orOff(duration({ max: LONGEST }), 0).prefault('24h'),
  /** How long a dead letter stays. */
  keepDead: keeping.prefault('30d'),
});

/** `on` and `off` are plain text in YAML 1.2. */
const LOG_PLACES = {
  memory: 'memory',
  store: 'store',
  on: 'store',
  true: 'store',
  off: 'off',
  false: 'off',
} as const;

/** Where the log is kept. */
const logPlace = writes(
  z
    .union([z.boolean(), z.enum(['memory', 'store', 'off', 'on'])], {
      error: 'expected memory, store or off',
    })
    .transform((value) => LOG_PLACES[`${value}`]),
  (place) => place,
);

const deliveries = strict({
  /** Left out: `memory` in direct mode, `store` in the others. */
  log: logPlace.optional(),
  /** How long a delivery is listed, by the log in the store. */
  maxAge: keeping.prefault('7d'),
  maxCount: whole(1, 10_000_000).prefault(100_000),
});

/** What is kept of deliveries that were refused. */
const refused = strict({
  /** Left out: the store if it is a Redis, else memory. */
  in: z.enum(['store', 'memory', 'off']).optional(),
  maxCount: whole(1, 1_000_000).prefault(10_000),
  /** Left out: 32mb in the store, 8mb in memory. All routes together have 256mb. */
  maxBytes: size.optional(),
  maxAge: keeping.prefault('24h'),
  /** Whether bodies are kept; without them nothing can be taken afterwards. */
  bodies: z.boolean().prefault(true),
});

const eventPattern = patterned(
  anyText.check(({ value, issues }) => {
    const parsed = parseEventPattern(value);
    if (typeof parsed === 'string') issues.push({ code: 'custom', message: parsed, input: value });
  }),
  /^!?[^?[\]{}()|\\^,*]*\*?$/,
  'an event name, a beginning such as lead.*, or one of these behind !',
);

/** Names, beginnings such as `lead.*`, and either of them behind `!`. */
const events = items(eventPattern).optional();

/** One of several. */
const oneDestination = strict({
  name: destinationName.optional(),
  ...destinationKeys,
  events,
  /** What it leaves out, the route says. */
  delivery: delivery.optional(),
});

const route = strict({
  name: labelName('a name for the route').optional(),
  /** Exact; left out it takes any path, which the environment's one route may. */
  path: anyText.optional(),
  maxBodySize: size.optional(),
  maxInFlight: inFlight.optional(),
  relay: z.enum(['answer', 'status']).prefault('answer'),
  source: source.optional(),
  /** The only one; several stand in `destinations`. */
  destination: destination.optional(),
  destinations: list(oneDestination).optional(),
  events,
  dedupe: dedupe.prefault({}),
  delivery: delivery.prefault({}),
  /** The delivery log. */
  deliveries: deliveries.prefault({}),
  refused: refused.prefault({}),
});

export const fileSchema = strict({
  /** Files with further routes and schemes. */
  include: items(includePattern).prefault([]),
  server: server.prefault({}),
  admin: admin.prefault({}),
  store: store.prefault({}),
  log: log.prefault({}),
  reload: reload.prefault({}),
  /** The user's own, by name. */
  schemes: z.record(anyText, z.unknown()).optional(),
  routes: list(route).optional(),
});

/** A file in order, with its defaults. */
export type FileShape = z.output<typeof fileSchema>;
/** What the file itself says: a default is nobody's choice, and some rules ask for the difference. */
export type FileGiven = z.input<typeof fileSchema>;
export type RouteShape = z.output<typeof route>;
export type RouteGiven = z.input<typeof route>;
export type SourceShape = z.output<typeof source>;
export type DestinationShape = z.output<typeof destination>;
export type OneDestinationShape = z.output<typeof oneDestination>;
export type DeliveryShape = z.output<typeof delivery>;
