/**
 * The configuration file's shape. Nothing is required here: resolve/ asks for what must be there, so that one fault
 * hides no other. Durations come out as milliseconds and sizes as bytes.
 */
import * as z from 'zod';
import { LOG_LEVELS } from './config.js';
import {
  LONGEST,
  address,
  duration,
  headerName,
  host,
  labelName,
  list,
  onOff,
  pointer,
  port,
  rate,
  size,
  status,
  strict,
  text,
  whole,
} from '../checks/fields.js';

const anyText = z.string();

export const secretReference = z.union(
  [
    z.string(),
    strict({
      env: text('the name of a variable', (value) => /^[A-Za-z_]\w*$/.test(value)).optional(),
      file: text('the path of a file', (value) => value !== '' && !value.includes('\0')).optional(),
      name: labelName('a name for the secret').optional(),
    }),
  ],
  { error: 'expected { env: NAME }, { file: PATH } or text' },
);
export type SecretReference = z.infer<typeof secretReference>;

const off = z.literal('off');

function orOff<Inner extends z.ZodType>(inner: Inner) {
  return z.union([off, inner], { error: 'expected a duration such as 5m, or off' });
}

const server = strict({
  host: host.optional(),
  port: port.optional(),
  maxBodySize: size.optional(),
  maxBufferedBytes: size.optional(),
  maxInFlight: whole(1, 1_000_000).optional(),
  drainDelay: duration().optional(),
  drainTimeout: duration().optional(),
  trustedProxies: list(address).optional(),
});

const admin = strict({ host: host.optional(), port: port.optional(), token: secretReference.optional() });

const store = strict({
  url: anyText.optional(),
  prefix: text('a prefix of letters, digits and . _ : - (up to 64)', (value) =>
    /^[A-Za-z0-9][\w.:-]{0,63}$/.test(value),
  ).optional(),
  durability: z.enum(['server', 'fsync']).optional(),
  replicas: whole(0, 16).optional(),
});
export type StoreShape = z.infer<typeof store>;

const log = strict({ level: z.enum(LOG_LEVELS).optional() });

const source = strict({
  scheme: anyText.optional(),
  secrets: list(secretReference).optional(),
  tolerance: orOff(duration({ max: LONGEST })).optional(),
  deadline: duration({ min: 1 }).optional(),
  maxAge: orOff(duration({ min: 1, max: LONGEST })).optional(),
  publicUrl: anyText.optional(),
  handshakeToken: secretReference.optional(),
  allowIps: list(address).optional(),
  reason: text('a reason in words', (value) => value.trim() !== '').optional(),
});
export type SourceShape = z.infer<typeof source>;

const statuses = list(status);

const destination = strict({
  name: labelName('a name for the destination').optional(),
  url: anyText.optional(),
  scheme: anyText.optional(),
  secrets: list(secretReference).optional(),
  timeout: duration({ min: 1 }).optional(),
  verdicts: strict({
    accepted: statuses.optional(),
    retry: statuses.optional(),
    final: statuses.optional(),
  }).optional(),
  payload: z.enum(['exact', 'compact', 'envelope']).optional(),
  headers: z.record(anyText, secretReference).optional(),
  forwardHeaders: list(anyText).optional(),
  tls: strict({ ca: anyText.optional(), cert: anyText.optional(), key: anyText.optional() }).optional(),
  reason: text('a reason in words', (value) => value.trim() !== '').optional(),
});
export type DestinationShape = z.infer<typeof destination>;

const dedupe = z.union(
  [
    z.literal(false),
    strict({
      window: duration({ min: 1, max: LONGEST }).optional(),
      key: z
        .union([z.literal('default'), strict({ header: headerName }), strict({ json: pointer })], {
          error: 'expected default, { header: NAME } or { json: /pointer }',
        })
        .optional(),
      onStoreOutage: z.enum(['refuse', 'forward']).optional(),
    }),
  ],
  { error: 'expected false, or a mapping such as { window: 96h }' },
);
export type DedupeShape = z.infer<typeof dedupe>;

/** What Redis counts, not a timer. Shorter than a second nothing is kept for. */
const keeping = duration({ min: 1_000, max: LONGEST });

const delivery = strict({
  mode: z.enum(['direct', 'queued', 'spill']).optional(),
  schedule: z
    .union(
      [
        anyText,
        list(duration({ max: LONGEST }))
          .min(1)
          .max(100),
      ],
      { error: "expected a scheme's name, or a list of delays such as [5s, 5m, 30m]" },
    )
    .optional(),
  concurrency: whole(1, 10_000).optional(),
  rate: rate.optional(),
  order: z.enum(['none']).optional(),
  maxAge: keeping.optional(),
  keepBodies: orOff(duration({ max: LONGEST })).optional(),
  keepDead: keeping.optional(),
});
export type DeliveryShape = z.infer<typeof delivery>;

const deliveries = strict({
  log: onOff.optional(),
  maxAge: keeping.optional(),
  maxCount: whole(1, 10_000_000).optional(),
});
export type DeliveriesShape = z.infer<typeof deliveries>;

const route = strict({
  name: labelName('a name for the route').optional(),
  path: anyText.optional(),
  maxBodySize: size.optional(),
  maxInFlight: whole(1, 1_000_000).optional(),
  relay: z.enum(['answer', 'status']).optional(),
  source: source.optional(),
  destination: destination.optional(),
  events: list(
    text('an event name or a pattern such as lead.*', (value) => /^[\x21-\x7e]{1,256}$/.test(value)),
  ).optional(),
  dedupe: dedupe.optional(),
  delivery: delivery.optional(),
  deliveries: deliveries.optional(),
});
export type RouteShape = z.infer<typeof route>;

export const fileSchema = strict({
  server: server.optional(),
  admin: admin.optional(),
  store: store.optional(),
  log: log.optional(),
  schemes: z.record(anyText, z.unknown()).optional(),
  routes: list(route).optional(),
});
export type FileShape = z.infer<typeof fileSchema>;
