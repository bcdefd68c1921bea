/** How it starts, and how it says that it cannot. */
import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lead, leadsConfig, PATH, RECEIVER_SECRET, SOURCE_SECRET } from '../../helpers/leads.js';
import { createSender } from '../../helpers/load.js';
import { run, startGatewayProcess, startProgram, type GatewayProcess } from '../../helpers/process.js';
import { leakCheck, randomPrefix, startRedis } from '../../helpers/redis.js';
import { freePort, until } from '../../helpers/servers.js';
import { sharedRedis } from '../../helpers/shared-redis.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';

const send = createSender(false);
const folder = mkdtempSync(join(tmpdir(), 'gateway-start-'));
let receiver: Upstream;
let gateway: GatewayProcess | undefined;

beforeAll(async () => {
  receiver = await startUpstream();
});
afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
});
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('it does not start', () => {
  test('on a bad file: exit 2, every fault named on stderr', async () => {
    const bad = file(
      'bad.yaml',
      leadsConfig({ receiver: 'ftp://x' }).replace('scheme: svix', 'scheme: svx') + 'sevrer: {}\n',
    );
    const { code, stderr } = await run(['serve', '--config', bad]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^sevrer: .*server/m);
    expect(stderr).toMatch(/^routes\[0\]\.destination\.url: /m);
    expect(stderr).toMatch(/^routes\[0\]\.destination\.scheme: .*svix/m);
    expect(stderr).not.toContain(SOURCE_SECRET);
  });

  test('without its file: exit 2, the file named', async () => {
    const { code, stderr } = await run(['serve', '--config', join(folder, 'not-there.yaml')]);
    expect(code).toBe(2);
    expect(stderr).toContain('not-there.yaml');
    expect(stderr).toContain('cannot be read');
  });

  test('with nothing configured: exit 2, and how to begin', async () => {
    const { code, stderr } = await run(['serve']);
    expect(code).toBe(2);
    expect(stderr).toContain('GATEWAY_SOURCE_SCHEME');
  });

  test.each(['server', 'admin'])('where the %s port is taken: exit 1, and which', async (which) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const free = which === 'server' ? 'admin' : 'server';
    const ports = `${which}: { host: 127.0.0.1, port: ${port} }\n${free}: { host: 127.0.0.1, port: 0 }\n`;
    const path = file('taken.yaml', ports + leadsConfig({ receiver: receiver.url }));
    const { code, stderr } = await run(['serve', '--config', path]);
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^cannot start: .*address already in use.*${port}`));
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('a route from variables alone', () => {
  const variables = (): Record<string, string> => ({
    GATEWAY_SOURCE_SCHEME: 'actuallycare',
    GATEWAY_SOURCE_SECRET: SOURCE_SECRET,
    GATEWAY_DESTINATION_URL: receiver.url,
    GATEWAY_DESTINATION_SCHEME: 'svix',
    GATEWAY_DESTINATION_SECRET: RECEIVER_SECRET,
  });

  test('takes any path, on the memory store, with a line that says so', async () => {
    gateway = await startGatewayProcess({ env: variables() });
    const one = lead();
    expect(await send(`${gateway.url}/any/path`, one)).toMatchObject({ outcome: 'accepted' });
    expect(await send(`${gateway.url}/`, one)).toMatchObject({ outcome: 'duplicate' });
    expect(gateway.said()).toContain('memory:');
  });

  test('with Redis, a name and a path', async () => {
    const prefix = randomPrefix();
    const env = { ...variables(), REDIS_URL: sharedRedis(), GATEWAY_STORE_PREFIX: prefix };
    gateway = await startGatewayProcess({ env: { ...env, GATEWAY_NAME: 'leads', GATEWAY_PATH: PATH } });
    expect(await send(gateway.url + PATH, lead())).toMatchObject({ outcome: 'accepted' });
    expect(await send(`${gateway.url}/other`, lead())).toMatchObject({ outcome: 'not_found' });
    await leakCheck(sharedRedis(), prefix);
    const nameless = await run(['serve'], { ...env, PORT: '0', ADMIN_PORT: '0' });
    expect(nameless).toMatchObject({ code: 2 });
    expect(nameless.stderr).toMatch(/^GATEWAY_NAME: /m);
  });

  test('with secrets from files, the line feed at their end dropped', async () => {
    const { GATEWAY_SOURCE_SECRET, GATEWAY_DESTINATION_SECRET, ...rest } = variables();
    gateway = await startGatewayProcess({
      env: {
        ...rest,
        GATEWAY_SOURCE_SECRET_FILE: file('source', `${GATEWAY_SOURCE_SECRET ?? ''}\n`),
        GATEWAY_DESTINATION_SECRET_FILE: file('destination', `${GATEWAY_DESTINATION_SECRET ?? ''}\n`),
      },
    });
    expect(await send(`${gateway.url}/`, lead())).toMatchObject({ outcome: 'accepted' });
  });

  test('and a file are one too many: exit 2, both named', async () => {
    const path = file('good.yaml', leadsConfig({ receiver: receiver.url }));
    const { code, stderr } = await run(['serve', '--config', path], variables());
    expect(code).toBe(2);
    expect(stderr).toContain('good.yaml');
    expect(stderr).toContain('GATEWAY_SOURCE_SCHEME');
  });
});

describe('Redis is not there', () => {
  test('it starts all the same, says so, and takes deliveries once Redis is there', async () => {
    const redis = await startRedis();
    await redis.kill9();
    const started = performance.now();
    gateway = await startGatewayProcess({
      config: leadsConfig({ receiver: receiver.url, redis: redis.url }),
    });
    expect(performance.now() - started).toBeLessThan(4_000);
    const ready = await gateway.ask('/readyz');
    expect(ready.status).toBe(200);
    expect(JSON.parse(ready.text)).toEqual({ status: 'ready', store: 'down' });
    expect((await gateway.ask('/readyz?strict')).status).toBe(503);
    expect(await send(gateway.url + PATH, lead())).toMatchObject({
      status: 503,
      outcome: 'store_unavailable',
    });

    await redis.restart();
    const { ask } = gateway;
    await until('it is up', async () => (await ask('/readyz?strict')).status === 200);
    expect(await send(gateway.url + PATH, lead())).toMatchObject({ outcome: 'accepted' });
    await redis.stop();
  });

  test('a signal to end, while it waits for Redis, ends it with exit 0; one to reload does not', async () => {
    const path = file(
      'waits.yaml',
      `admin: { host: 127.0.0.1, port: 0 }\nserver: { port: 0 }\n${leadsConfig({
        receiver: receiver.url,
        redis: `redis://127.0.0.1:${await freePort()}`,
      })}`,
    );
    const program = startProgram(['serve', '--config', path]);
    await until('it is on its way', () => program.stdout() !== '');
    program.child.kill('SIGHUP');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(program.child.exitCode).toBeNull();
    program.child.kill('SIGTERM');
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stdout()).not.toContain('listening');
  });
});
