/** The users of redis.yaml, made by the script that is there for it, and a Redis that knows them. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../docs/markdown.js';
import { startRedis, type RedisServer } from '../helpers/redis.js';

export const USERS_SCRIPT = 'config/deploy/kubernetes/redis-users.sh';
/** Where redis.yaml mounts the file. */
export const USERS_FILE = '/etc/redis/users.acl';

export interface Users {
  /** The file that the script wrote. */
  readonly path: string;
  /** The file's text. */
  readonly file: () => string;
  /** Runs the script once more. */
  readonly add: (...names: readonly string[]) => void;
  /** Lets a user in who sees what others were refused, and may do nothing else. @returns its name */
  readonly watcher: () => string;
  /** As the Secret holds it, but for the host. */
  readonly url: (name: string, redis: RedisServer) => string;
  /** @param args as in a manifest: the path of the file becomes the one of the test */
  readonly start: (args: readonly string[]) => Promise<RedisServer>;
  readonly remove: () => Promise<void>;
}

export function makeUsers(...names: readonly string[]): Users {
  const folder = mkdtempSync(join(tmpdir(), 'redis-users-'));
  const path = join(folder, 'users.acl');
  const add: Users['add'] = (...more) => {
    execFileSync('sh', [ROOT + USERS_SCRIPT, ...more], { cwd: folder });
  };
  add(...names);
  return {
    path,
    file: () => readFileSync(path, 'utf8'),
    add,
    watcher: () => {
      appendFileSync(path, 'user watcher on nopass -@all +acl|log\n');
      return 'watcher';
    },
    url: (name, redis) => {
      const url = readFileSync(join(folder, `${name}.redis-url`), 'utf8');
      return url.replace(/@.*$/, `@127.0.0.1:${redis.port}`);
    },
    start: (args) => startRedis({ args: args.map((arg) => (arg === USERS_FILE ? path : arg)) }),
    remove: () => rm(folder, { recursive: true }),
  };
}
