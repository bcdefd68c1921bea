/** Replicas of one gateway on one Redis, with a receiver behind them. */
import { messageIdOf, recordKeyOf } from '../../src/model/ids.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { randomHex } from '../../src/gateway/random-hex.js';
import { readIdentity } from '../../src/schemes/engine/read.js';
import type { Verified } from '../../src/schemes/engine/verify.js';
import { post, startTestGateway, type Answer, type TestGateway } from '../helpers/gateway.js';
import { leadsConfig, PATH, type Lead, type LeadsOptions } from '../helpers/leads.js';
import { leakCheck, randomPrefix, withClient } from '../helpers/redis.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

export interface Replicas {
  readonly a: TestGateway;
  readonly b: TestGateway;
  readonly receiver: Upstream;
  /** The record of a delivery as it stands in Redis: `C:…`, `D:…` or null. */
  readonly record: (lead: Lead) => Promise<string | null>;
  /** Writes one, as a replica that is gone would have left it. */
  plant(lead: Lead, value: string, ttlMs: number): Promise<void>;
  stop(): Promise<void>;
}

export interface ReplicasOptions extends Partial<LeadsOptions> {
  readonly redis: string;
  /** Where to deliver, `${port}` being the receiver's; default there. */
  readonly receiver?: string;
  /** The way to Redis that replica A takes, where it is another. */
  readonly redisOfA?: string;
}

export async function startReplicas(options: ReplicasOptions): Promise<Replicas> {
  const prefix = randomPrefix();
  const receiver = await startUpstream();
  const url = options.receiver?.replace('${port}', String(receiver.port)) ?? receiver.url;
  const config = { ...options, prefix, receiver: url };
  const a = await startTestGateway(leadsConfig({ ...config, redis: options.redisOfA ?? options.redis }));
  const b = await startTestGateway(leadsConfig(config));
  const keyOf = (lead: Lead): string => `${prefix}:d:${recordKey(lead)}`;
  return {
    a,
    b,
    receiver,
    record: (lead) => withClient(options.redis, (client) => client.get(keyOf(lead))),
    async plant(lead, value, ttlMs) {
      await withClient(options.redis, (client) => client.set(keyOf(lead), value, 'PX', ttlMs));
    },
    async stop() {
      await receiver.close();
      await Promise.all([a.stop(), b.stop()]);
      await leakCheck(options.redis, prefix);
    },
  };
}

export function deliver(to: TestGateway, { body, headers }: Lead): Promise<Answer> {
  return post(to.url + PATH, body, headers);
}

/** The key under which the gateway remembers a delivery, without the prefix. */
function recordKey({ body }: Lead): string {
  const scheme = schemes['actuallycare'];
  if (!scheme) throw new TypeError('no scheme actuallycare');
  return recordKeyOf(
    'leads',
    'actuallycare',
    messageIdOf(
      'leads',
      readIdentity(scheme, { delivery: { body } } as unknown as Verified, 'default', randomHex),
    ),
  );
}
