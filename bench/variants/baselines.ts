/** What the gateway is compared with. Each says which of its jobs it does; the programs are in ../baselines. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/helpers/servers.js';
import { find, type Needed } from '../rig/debian.js';
import { startProgram, untilListening } from '../rig/program.js';
import { RECEIVER_SECRET, SOURCE_SECRET } from '../secrets.js';
import type { Job, Place, Running, Variant } from './variant.js';

const FOLDER = fileURLToPath(new URL('../baselines/', import.meta.url));
const MODULES = '/usr/share/nginx/modules';

const NGINX: Needed = { program: 'nginx', debianPackages: ['nginx'] };
const NGINX_LUA: Needed = {
  program: 'nginx',
  debianPackages: ['nginx', 'libnginx-mod-http-lua', 'lua-nginx-redis'],
  files: [`${MODULES}/ngx_http_lua_module.so`, '/usr/share/lua/5.1/nginx/redis.lua'],
};
const HAPROXY: Needed = { program: 'haproxy', debianPackages: ['haproxy'] };

export const bare = node('bare', 'bare-proxy.js', []);
export const bareRedis = node('bare-redis', 'bare-redis.js', ['dedupe']);
export const bareQueued = node('bare-queued', 'bare-queued.js', []);
export const bareRequest = node('bare-request', 'bare-request.js', []);
export const express = node('express', 'express-usual.js', ['verify', 'dedupe', 'sign']);
export const nginx = proxy('nginx', NGINX, 'nginx-forward.conf', ['-c'], []);
export const lua = proxy('lua', NGINX_LUA, 'nginx-full.conf', ['-c'], ['verify', 'dedupe', 'sign']);
export const haproxy = proxy('haproxy', HAPROXY, 'haproxy.cfg', ['-f'], ['verify', 'sign']);

function node(name: string, file: string, jobs: readonly Job[]): Variant {
  return {
    name,
    jobs,
    ours: false,
    missing: () => undefined,
    start: (place) => start([process.execPath, join(FOLDER, file)], place),
  };
}

function proxy(
  name: string,
  needed: Needed,
  file: string,
  option: readonly string[],
  jobs: readonly Job[],
): Variant {
  return {
    name,
    jobs,
    ours: false,
    missing() {
      const found = find(needed);
      return 'missing' in found ? found.missing : undefined;
    },
    async start(place) {
      const found = find(needed);
      if ('missing' in found) throw new Error(found.missing);
      const port = await freePort();
      const configuration = join(place.folder, file);
      writeFileSync(configuration, filled(readFileSync(join(FOLDER, file), 'utf8'), place, port));
      mkdirSync(join(place.folder, 'body'));
      return start([found.path, ...option, configuration], place, port);
    },
  };
}

function filled(template: string, { folder, receiverPort }: Place, port: number): string {
  const values: Readonly<Record<string, string>> = {
    FOLDER: folder,
    BASELINES: FOLDER,
    MODULES,
    PORT: String(port),
    RECEIVER_PORT: String(receiverPort),
    SOURCE_KEY: Buffer.from(SOURCE_SECRET).toString('base64'),
    RECEIVER_KEY: RECEIVER_SECRET.slice('whsec_'.length),
  };
  return template.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

async function start(command: readonly string[], place: Place, known?: number): Promise<Running> {
  const port = known ?? (await freePort());
  const program = startProgram({
    ...place,
    command,
    env: {
      PORT: String(port),
      RECEIVER_URL: `http://127.0.0.1:${place.receiverPort}`,
      REDIS_URL: place.redisUrl,
      REDIS_PORT: new URL(place.redisUrl).port,
      SOURCE_SECRET,
      RECEIVER_SECRET,
    },
  });
  await untilListening(program, port);
  return { ...program, pids: [program.pid], ports: [port], paths: ['/hooks'] };
}
