/** The gateway itself, as it is built and with everything on that is on by default: metrics, log, dedupe in a real Redis. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts, until } from '../../test/helpers/servers.js';
import { startProgram, type Program } from '../rig/program.js';
import { RECEIVER_SECRET, SOURCE_SECRET } from '../secrets.js';
import type { Place, Variant } from './variant.js';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ADMIN_TOKEN = 'bench-admin-token-0123456789';

export interface OursOptions {
  readonly name?: string;
  /** Folder of the build, from the project's root. */
  readonly dist?: string;
  readonly routes?: number;
  /** Gateways beside each other, on one Redis. */
  readonly processes?: number;
  /** The delivery is signed with the last of so many secrets. */
  readonly secrets?: number;
  /** The value of `delivery`, as YAML. */
  readonly delivery?: string;
  /** The value of `destination.payload`, as YAML. */
  readonly payload?: string;
  /** The destination wants nothing for now. */
  readonly paused?: boolean;
  /** So many follow every delivery as it ends, as a console does that shows them live. */
  readonly tails?: number;
  readonly memoryStore?: boolean;
  /** Who reads requests; left out: the build's own choice. */
  readonly http?: 'plain' | 'node';
  readonly nodeOptions?: readonly string[];
  /** Beside the secrets. */
  readonly env?: Readonly<Record<string, string>>;
}

export function ours(options: OursOptions = {}): Variant {
  const { name = 'direct', dist = 'dist', routes = 1, processes = 1, paused = false } = options;
  const main = join(ROOT, dist, 'main.js');
  const paths = Array.from({ length: routes }, (_, index) => `/hooks/${index}`);
  return {
    name,
    jobs: ['verify', 'dedupe', 'sign'],
    ours: true,
    keeps: paused,
    missing: () => (existsSync(main) ? undefined : `${dist}/main.js is not built: npm run build`),
    async start(place) {
      const all = await Promise.all(
        Array.from({ length: processes }, (_, index) => startOne(options, main, paths, place, index)),
      );
      const tails = all.flatMap(({ admin }) =>
        Array.from({ length: options.tails ?? 0 }, () => followTail(admin)),
      );
      return {
        pids: all.map(({ program }) => program.pid),
        ports: all.map(({ port }) => port),
        admins: all.map(({ admin }) => admin),
        paths,
        assertRuns() {
          for (const { program } of all) program.assertRuns();
        },
        async stop() {
          for (const end of tails) end();
          await Promise.all(all.map(({ program }) => program.stop()));
        },
      };
    },
  };
}

async function startOne(
  options: OursOptions,
  main: string,
  paths: readonly string[],
  place: Place,
  index: number,
): Promise<{ readonly program: Program; readonly port: number; readonly admin: string }> {
  const { paused = false, nodeOptions = [], env = {} } = options;
  const [port = 0, adminPort = 0] = await freePorts(2);
  const file = join(place.folder, `gateway-${index}.yaml`);
  writeFileSync(file, configuration(options, paths, place, port, adminPort));
  const program = startProgram({
    ...place,
    output: `output-${index}.log`,
    command: [process.execPath, ...nodeOptions, main, 'serve', '--config', file],
    env: { ...env, SOURCE_SECRET, RECEIVER_SECRET, ADMIN_TOKEN },
  });
  const admin = `http://127.0.0.1:${adminPort}`;
  await until(
    'the gateway is ready',
    () => {
      program.assertRuns();
      return isReady(`${admin}/readyz`);
    },
    15_000,
  );
  if (paused) await pause(`${admin}/api/routes/route-0/pause`);
  return { program, port, admin };
}

function configuration(
  { secrets = 1, delivery = '{ mode: direct }', payload = 'exact', memoryStore = false, http }: OursOptions,
  paths: readonly string[],
  { redisUrl, receiverPort }: Place,
  port: number,
  adminPort: number,
): string {
  const others = Array.from({ length: secrets - 1 }, (_, i) => `another-source-secret-${i}-0123456789`);
  const keys = [...others.map((text) => `"${text}"`), '{ env: SOURCE_SECRET }'].join(', ');
  const routes = paths.map(
    (path, index) => `
  - name: route-${index}
    path: ${path}
    source: { scheme: actuallycare, secrets: [${keys}] }
    destination: { url: "http://127.0.0.1:${receiverPort}/webhooks", scheme: svix, secrets: [{ env: RECEIVER_SECRET }], payload: ${payload} }
    delivery: ${delivery}`,
  );
  return `server: { host: 127.0.0.1, port: ${port}, drainDelay: 1ms, drainTimeout: 2s${http === undefined ? '' : `, http: ${http}`} }
admin: { host: 127.0.0.1, port: ${adminPort}, token: { env: ADMIN_TOKEN } }
store: { url: "${memoryStore ? 'memory:' : redisUrl}", prefix: bench }
routes:${routes.join('')}
`;
}

/** Reads all that comes, and keeps none of it. @returns what ends it */
function followTail(admin: string): () => void {
  const stop = new AbortController();
  const headers = { Authorization: `Bearer ${ADMIN_TOKEN}` };
  fetch(`${admin}/api/tail`, { headers, signal: stop.signal })
    .then((response) => response.body?.pipeTo(new WritableStream()))
    .catch(() => undefined);
  return () => {
    stop.abort();
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status === 200;
  } catch {
    return false;
  }
}

async function pause(url: string): Promise<void> {
  const headers = { Authorization: `Bearer ${ADMIN_TOKEN}`, 'Content-Type': 'application/json' };
  const { status } = await fetch(url, { method: 'POST', headers, body: '{}' });
  if (status >= 300) throw new Error(`pausing was answered ${status}`);
}
