/** The suites there are. Those that take long (growth) run only when asked for by name. */
import {
  bare,
  bareQueued,
  bareRedis,
  bareRequest,
  express,
  haproxy,
  lua,
  nginx,
} from '../variants/baselines.js';
import { imageEnv } from '../variants/image-env.js';
import { ours } from '../variants/ours.js';
import { BYTES, atRate, withClients, type Line, type Phase, type Suite } from './suite.js';

const KIB = 1_024;
const OPEN = [atRate(1_000), atRate(3_000)];
const QUEUED = '{ mode: queued, concurrency: 64 }';

const direct: Line = { name: 'direct', title: 'this gateway, direct', variant: ours() };
const node: Line = {
  name: 'node',
  title: 'the same, server.http: node',
  variant: ours({ name: 'node', http: 'node' }),
};
const bareLine: Line = { name: 'bare', title: 'bare Node proxy, forwards only', variant: bare };
const bareRedisLine: Line = {
  name: 'bare-redis',
  title: 'bare Node proxy, asks Redis twice',
  variant: bareRedis,
};
const luaLine: Line = { name: 'lua', title: 'nginx with Lua, the full job', variant: lua };

const main: Suite = {
  name: 'main',
  title: 'A delivery of 1 KB through the gateway and its alternatives',
  reference: 'bare',
  phases: [...OPEN, withClients(64)],
  lines: [
    direct,
    node,
    bareLine,
    { name: 'bare-request', title: 'bare Node proxy, as usually written', variant: bareRequest },
    bareRedisLine,
    luaLine,
    { name: 'haproxy', title: 'haproxy, verifies and signs', variant: haproxy },
    { name: 'nginx', title: 'nginx, forwards only', variant: nginx },
    { name: 'express', title: 'Express, the full job as usually written', variant: express },
  ],
};

const answers: Suite = {
  name: 'answers',
  title: 'What is answered without a forward',
  reference: 'direct',
  phases: [...OPEN, withClients(64)],
  lines: [
    { ...direct, title: 'new deliveries, forwarded' },
    { name: 'duplicates', title: 'duplicates', variant: ours(), duplicates: 1 },
    { name: 'forgeries', title: 'forgeries', variant: ours(), forgeries: 1 },
    ...newAndDuplicate(bareRedisLine),
    ...newAndDuplicate(luaLine),
  ],
};

/** What a duplicate costs beside a new delivery of the same program. */
function newAndDuplicate(line: Line): readonly Line[] {
  const against = line.name;
  return [
    { ...line, title: `${line.title}: new deliveries`, against },
    {
      ...line,
      name: `${line.name}-duplicates`,
      title: `${line.title}: duplicates`,
      duplicates: 1,
      against,
    },
  ];
}

const sizes: Suite = {
  name: 'sizes',
  title: 'Bodies of 1, 20 and 256 KB',
  reference: 'bare',
  phases: [],
  lines: [...sized('1k', 1 * KIB, 1_000), ...sized('20k', 20 * KIB, 1_000), ...sized('256k', 256 * KIB, 200)],
};

function sized(name: string, bytes: number, rate: number): readonly Line[] {
  const phases: readonly Phase[] = [{ name: `${bytes / KIB} KB at ${rate}/s`, pace: { rate } }];
  const against = `bare-${name}`;
  const kb = `${bytes / KIB} KB`;
  return [
    { name: `direct-${name}`, title: `this gateway, ${kb}`, variant: ours(), bytes, phases, against },
    { name: against, title: `bare Node proxy, ${kb}`, variant: bare, bytes, phases, against },
    {
      name: `bare-redis-${name}`,
      title: `bare Node proxy, asks Redis twice, ${kb}`,
      variant: bareRedis,
      bytes,
      phases,
      against,
    },
    { name: `lua-${name}`, title: `nginx with Lua, ${kb}`, variant: lua, bytes, phases, against },
  ];
}

const queued: Suite = {
  name: 'queued',
  title: 'Queued: acknowledged, and acknowledged and delivered',
  reference: 'direct',
  appendonly: true,
  phases: [atRate(1_000)],
  lines: [
    direct,
    {
      name: 'acknowledged',
      title: 'queued, acknowledged',
      variant: ours({ delivery: QUEUED, paused: true }),
    },
    {
      name: 'delivered',
      title: 'queued, acknowledged and delivered',
      variant: ours({ delivery: QUEUED }),
      untilDelivered: true,
    },
    {
      name: 'bare-queued',
      title: 'bare Node proxy, queues with BullMQ and does nothing else, acknowledged and delivered',
      variant: bareQueued,
      untilDelivered: true,
    },
  ],
};

const routes: Suite = {
  name: 'routes',
  title: 'From 1 to 1,000 routes',
  reference: 'routes-1',
  phases: OPEN,
  lines: [1, 10, 100, 1_000].map((count) => ({
    name: `routes-${count}`,
    title: count === 1 ? '1 route' : `${count} routes`,
    variant: ours({ routes: count }),
  })),
};

const keys: Suite = {
  name: 'keys',
  title: 'From nothing to 5 million remembered deliveries',
  reference: 'keys-0',
  phases: OPEN,
  lines: [0, 100_000, 1_000_000, 5_000_000].map((count) => ({
    name: `keys-${count}`,
    title: `${count.toLocaleString('en')} remembered`,
    variant: ours(),
    remembered: count,
  })),
};

const backlog: Suite = {
  name: 'backlog',
  title: 'Acknowledging with a backlog of 100,000 messages',
  reference: 'backlog-0',
  appendonly: true,
  phases: [atRate(1_000)],
  lines: [0, 100_000].map((count) => ({
    name: `backlog-${count}`,
    title: `${count.toLocaleString('en')} waiting`,
    variant: ours({ delivery: QUEUED, paused: true }),
    backlog: count,
  })),
};

const scale: Suite = {
  name: 'scale',
  title: 'One and two gateways on one Redis',
  reference: 'gateways-1',
  phases: [atRate(1_000), atRate(3_000), withClients(64)],
  lines: [1, 2].map((count) => ({
    name: `gateways-${count}`,
    title: count === 1 ? '1 gateway' : `${count} gateways`,
    variant: ours({ processes: count }),
  })),
};

const secrets: Suite = {
  name: 'secrets',
  title: 'From 1 to 5 secrets, the last one matching',
  reference: 'secrets-1',
  phases: OPEN,
  lines: [1, 2, 5].map((count) => ({
    name: `secrets-${count}`,
    title: count === 1 ? '1 secret' : `${count} secrets`,
    variant: ours({ secrets: count }),
  })),
};

const payload: Suite = {
  name: 'payload',
  title: 'What makes the body: nothing, or an expression in a process of its own',
  reference: 'exact',
  phases: [atRate(200), atRate(1_000)],
  lines: [
    { name: 'exact', title: 'payload: exact', variant: ours() },
    { name: 'compact', title: 'payload: compact', variant: ours({ payload: 'compact' }) },
    {
      name: 'jsonata',
      title: 'payload: { jsonata }',
      variant: ours({ payload: `{ jsonata: '$merge($each($, function($v, $k) { { $k: $v } }))' }` }),
    },
  ],
};

const tails: Suite = {
  name: 'tails',
  title: 'Deliveries that are followed as they end',
  reference: 'tails-0',
  phases: [atRate(500), atRate(1_000)],
  lines: [0, 1, 8].map((count) => ({
    name: `tails-${count}`,
    title: count === 0 ? 'nobody follows' : `${count} ${count === 1 ? 'tail' : 'tails'}`,
    variant: ours({ tails: count }),
  })),
};

const resident: Suite = {
  name: 'resident',
  title: 'Resident memory under load',
  reference: 'bare-redis',
  phases: [...OPEN, withClients(64)],
  lines: [
    direct,
    {
      name: 'image',
      title: "this gateway, with the image's options",
      variant: ours({ name: 'image', env: imageEnv() }),
    },
    bareLine,
    bareRedisLine,
  ],
};

export const SUITES: readonly Suite[] = [
  ...[main, answers, sizes, queued, payload, routes, keys, backlog, secrets, scale, tails, resident],
];
export const DEFAULT_SUITES: readonly string[] = ['main', 'answers', 'sizes', 'queued'];

/** Little, so that it can run with every change. */
export const GUARD: Suite = {
  name: 'guard',
  title: 'The gateway, the bare Node proxy twice, and nginx with Lua',
  reference: 'bare',
  phases: [atRate(2_000)],
  lines: [
    bareLine,
    direct,
    luaLine,
    { ...bareLine, name: 'bare-again', title: 'the bare Node proxy again: what differs is noise' },
  ],
};

/** Builds of the gateway beside each other: what a change brought. `folders`: name to folder, from the project's root. */
export function buildsSuite(folders: ReadonlyMap<string, string>, bytes = BYTES): Suite {
  const lines = Array.from(folders, ([name, dist]): Line => {
    return { name, title: name, variant: ours({ name, dist }), bytes };
  });
  return {
    name: 'builds',
    title: 'Builds of the gateway',
    reference: lines[0]?.name ?? '',
    phases: [...OPEN, withClients(64)],
    lines: [...lines, { ...bareLine, bytes }],
  };
}
