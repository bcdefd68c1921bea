/**
 * What a version of the gateway left in Redis, as a file: every key with its kind, its value and its time to live, and the
 * time it was for Redis. No dump of Redis's own: one server's dumps are refused by others.
 */
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

type Text = string;

export type KeptKey = { readonly name: string; readonly ttl: number } & (
  | { readonly type: 'string'; readonly value: Text }
  | { readonly type: 'hash'; readonly value: readonly (readonly [Text, Text])[] }
  | { readonly type: 'zset'; readonly value: readonly (readonly [member: Text, score: string])[] }
  | { readonly type: 'set' | 'list'; readonly value: readonly Text[] }
  | { readonly type: 'stream'; readonly value: readonly (readonly [id: string, fields: readonly Text[]])[] }
);

export interface Kept {
  /** Milliseconds since 1970, by Redis. */
  readonly at: number;
  readonly keys: readonly KeptKey[];
  /** Ids of the messages by what they are for the test. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Bytes as they are, one a character. */
const latin = (bytes: Buffer): Text => bytes.toString('latin1');

export async function timeOf(client: Redis): Promise<number> {
  const [seconds, micros] = await client.time();
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}

/** @param names below the prefix, sorted: the same store is the same file */
export async function keep(client: Redis, prefix: string, ids: Kept['ids']): Promise<Kept> {
  const names = (await client.keys(`${prefix}:*`)).map((key) => key.slice(prefix.length + 1)).sort();
  const keys: KeptKey[] = [];
  for (const name of names) {
    const key = `${prefix}:${name}`;
    keys.push({ name, ttl: await client.pttl(key), ...(await valueOf(client, key)) } as KeptKey);
  }
  return { at: await timeOf(client), keys, ids };
}

async function valueOf(client: Redis, key: string): Promise<Pick<KeptKey, 'type' | 'value'>> {
  const type = await client.type(key);
  switch (type) {
    case 'string':
      return { type, value: latin((await client.getBuffer(key)) ?? Buffer.alloc(0)) };
    case 'hash':
      return { type, value: paired((await client.callBuffer('HGETALL', key)) as Buffer[]) };
    case 'zset':
      return {
        type,
        value: paired(
          ((await client.callBuffer('ZRANGE', key, '0', '-1', 'WITHSCORES')) as Buffer[][]).flat(),
        ),
      };
    case 'set':
      return { type, value: (await client.smembersBuffer(key)).map(latin).sort() };
    case 'list':
      return { type, value: (await client.lrangeBuffer(key, 0, -1)).map(latin) };
    case 'stream': {
      const entries = (await client.callBuffer('XRANGE', key, '-', '+')) as [Buffer, Buffer[]][];
      return { type, value: entries.map(([id, fields]) => [latin(id), fields.map(latin)] as const) };
    }
    default:
      throw new Error(`nothing of ours is a ${type}`);
  }
}

function paired(flat: readonly Buffer[]): [Text, Text][] {
  return flat.flatMap((one, i) =>
    i % 2 === 0 ? [[latin(one), latin(flat[i + 1] ?? Buffer.alloc(0))] as [Text, Text]] : [],
  );
}

export function readKept(version: string): Kept {
  return JSON.parse(readFileSync(new URL(`${version}.json`, import.meta.url), 'utf8')) as Kept;
}

/**
 * Puts it under a prefix as if no time had passed since, for Redis's clock cannot be moved: with the time to live that
 * each key had, and every moment in it so much later.
 */
export async function putBack(client: Redis, prefix: string, { at, keys }: Kept): Promise<void> {
  const since = (await timeOf(client)) - at;
  for (const { name, ttl, type, value } of keys) {
    const key = `${prefix}:${name}`;
    for (const command of commandsOf(type, value)) {
      const [word = '', ...rest] = command.map((text) => later(text, since, at));
      await client.call(word, key, ...rest.map((text) => Buffer.from(text, 'latin1')));
    }
    if (ttl > 0) await client.pexpire(key, ttl);
  }
}

const MONTH_MS = 30 * 86_400_000;

/** What one millisecond is in the times of the scheduler. */
const SCHEDULED = 4_096;

/** Moments in milliseconds, also behind a rank of two digits, and those of the scheduler. */
function later(text: string, since: number, at: number): string {
  const isOne = (ms: number): boolean => Math.abs(ms - at) < MONTH_MS;
  return text
    .replace(/(?<!\d)(\d\d)?(\d{13})(?!\d)/g, (found, rank: string | undefined, ms: string) =>
      isOne(Number(ms)) ? `${rank ?? ''}${Number(ms) + since}` : found,
    )
    .replace(/^\d{16}$/, (found) =>
      isOne(Number(found) / SCHEDULED) ? String(Number(found) + since * SCHEDULED) : found,
    );
}

function commandsOf(type: KeptKey['type'], value: KeptKey['value']): readonly (readonly string[])[] {
  if (type === 'string') return [['SET', value as string]];
  if (type === 'hash') return [['HSET', ...(value as readonly (readonly string[])[]).flat()]];
  if (type === 'zset') return (value as [string, string][]).map(([member, score]) => ['ZADD', score, member]);
  if (type === 'stream')
    return (value as [string, string[]][]).map(([id, fields]) => ['XADD', id, ...fields]);
  return [[type === 'set' ? 'SADD' : 'RPUSH', ...(value as readonly string[])]];
}
