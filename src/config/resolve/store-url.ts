/**
 * The store's URL, read once for whoever needs it: what it says, or what is wrong with it. It may hold passwords, so no
 * message made here repeats any part of it.
 */
import { whyHostBent } from './written-url.js';
import { asUrl } from '../../model/as-url.js';

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

export interface RedisAddress {
  /** One server, a master that Sentinels know, or a Cluster. */
  readonly kind: 'single' | 'sentinel' | 'cluster';
  /** The server, the Sentinels, or nodes through which the Cluster is found; at least one. */
  readonly nodes: readonly [RedisNode, ...RedisNode[]];
  /** The master's name, for Sentinel. */
  readonly name?: string;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
  readonly tls: boolean;
  readonly family?: 4 | 6;
}

export type ReadUrl =
  | { readonly address: RedisAddress; readonly problem?: undefined }
  | { readonly problem: string; readonly address?: undefined };

type Kind = RedisAddress['kind'];

const EXPECTED =
  'expected memory:, redis://host:6379, redis+sentinel://host:26379/master-name or redis+cluster://host:6379 (rediss… for TLS; special characters of a password percent-encoded)';
const DEFAULT_PORT: Readonly<Record<Kind, number>> = { single: 6379, sentinel: 26379, cluster: 6379 };
const OPTIONS: Readonly<Record<Kind, readonly string[]>> = {
  single: ['family'],
  sentinel: ['family', 'sentinelUsername', 'sentinelPassword'],
  cluster: ['family'],
};

/** Reads the URL of a Redis, in whatever form; `memory:` is none. */
export function readRedisUrl(text: string): ReadUrl {
  // Blanks and control characters are what URL would silently drop.
  const parts = /[\s\p{Cc}]/u.test(text)
    ? null
    : /^redis(s)?(?:\+(sentinel|cluster))?:\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/i.exec(text);
  if (parts === null) return { problem: EXPECTED };
  const [, secure, form, authority = '', path = '', query, fragment] = parts;
  const kind = (form?.toLowerCase() ?? 'single') as Kind;
  if (fragment !== undefined) return { problem: 'a # in the password must be written %23' };

  const end = authority.lastIndexOf('@');
  const nodes = readNodes(authority.slice(end + 1), DEFAULT_PORT[kind]);
  if (nodes === undefined) return { problem: EXPECTED };
  if (typeof nodes === 'string') return { problem: nodes };
  if (kind === 'single' && nodes.length > 1)
    return { problem: 'several hosts belong into redis+sentinel://… or redis+cluster://…' };
  const login = readLogin(authority.slice(0, Math.max(0, end)));
  if (login === undefined) return { problem: 'a % in the user name or password must be written %25' };
  const place = readPath(kind, path);
  if (typeof place === 'string') return { problem: place };
  const options = readOptions(kind, query);
  if (typeof options === 'string') return { problem: options };
  return { address: { kind, nodes, ...place, ...login, ...options, tls: secure !== undefined } };
}

/** @returns a text where a host is not read as it is written: why. */
function readNodes(hosts: string, defaultPort: number): [RedisNode, ...RedisNode[]] | string | undefined {
  const nodes: RedisNode[] = [];
  for (const host of hosts.split(',')) {
    const url = asUrl(`redis://${host}`);
    if (!url?.hostname) return undefined;
    const bent = whyHostBent(host, url.hostname);
    if (bent !== undefined) return bent;
    nodes.push({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? defaultPort : Number(url.port),
    });
  }
  const [first, ...others] = nodes;
  return first && [first, ...others];
}

function readLogin(text: string): Pick<RedisAddress, 'username' | 'password'> | undefined {
  const colon = text.indexOf(':');
  const username = decoded(colon < 0 ? text : text.slice(0, colon));
  const password = decoded(colon < 0 ? '' : text.slice(colon + 1));
  if (username === undefined || password === undefined) return undefined;
  // A name alone is no login: Redis takes users by password only.
  if (password === '') return {};
  return { password, ...(username !== '' && { username }) };
}

function readPath(kind: Kind, path: string): Pick<RedisAddress, 'db' | 'name'> | string {
  if (kind === 'sentinel') {
    const found = /^\/([\w.-]{1,64})(?:\/(\d{0,5}))?$/.exec(path);
    if (!found)
      return "the path must be the master's name as the Sentinels know it, such as /mymaster or /mymaster/0";
    return { name: found[1] ?? '', db: Number(found[2] ?? '') };
  }
  if (kind === 'cluster') return /^\/?0?$/.test(path) ? { db: 0 } : 'a Redis Cluster has no databases but 0';
  const found = /^\/?(\d{0,5})$/.exec(path);
  return found ? { db: Number(found[1] ?? '') } : 'the path must be the number of a database, such as /0';
}

type Options = Pick<RedisAddress, 'family' | 'sentinelUsername' | 'sentinelPassword'>;

function readOptions(kind: Kind, query: string | undefined): Options | string {
  const given = new Map<string, string>();
  for (const pair of query === undefined ? [] : query.split('&')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals));
    const value = decoded(pair.slice(equals + 1));
    if (!OPTIONS[kind].includes(name) || given.has(name) || value === undefined || value === '')
      return `the options (?…) here are ${OPTIONS[kind].join(', ')}, each once and percent-encoded`;
    given.set(name, value);
  }
  const family = given.get('family');
  if (family !== undefined && !/^[046]$/.test(family)) return 'family is 4 or 6 (0 for either)';
  const sentinelUsername = given.get('sentinelUsername');
  const sentinelPassword = given.get('sentinelPassword');
  return {
    ...((family === '4' || family === '6') && { family: family === '4' ? 4 : 6 }),
    ...(sentinelUsername !== undefined && { sentinelUsername }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
  };
}

/** The URL for people: without its passwords. */
export function redactStoreUrl(text: string): string {
  if (text === 'memory:') return text;
  const { address } = readRedisUrl(text);
  if (address === undefined) return '[redacted]';
  const start = text.indexOf('//') + 2;
  const end = start + text.slice(start).search(/[/?#]|$/);
  const at = text.slice(0, end).lastIndexOf('@');
  const colon = text.indexOf(':', start);
  const login =
    colon >= 0 && colon < at - 1
      ? `${text.slice(start, colon)}:[redacted]`
      : text.slice(start, Math.max(start, at));
  const rest = text.slice(Math.max(start, at)).replace(/([?&]sentinelPassword=)[^&]*/g, '$1[redacted]');
  return text.slice(0, start) + login + rest;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
