/** Files that change under a running gateway: it sees so by itself, and what cannot be used changes nothing. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAuthority } from '../../helpers/certificates.js';
import { lead, RECEIVER_SECRET, type Lead } from '../../helpers/leads.js';
import { createSender } from '../../helpers/load.js';
import { startGatewayProcess, type GatewayProcess } from '../../helpers/process.js';
import { until } from '../../helpers/servers.js';
import { signHeaders } from '../../helpers/sign.js';
import { startUpstream, type Upstream } from '../../helpers/upstream.js';
import { createVolume } from '../../helpers/volume.js';

const TOKEN = 'an-admin-token-of-31-characters';
const OLD = 'the-old-secret-of-the-source-1';
const NEW = 'the-new-secret-of-the-source-2';
const REFUSED = 'webhook_gateway_watched_files_refused';
const SUCCESSFUL = 'webhook_gateway_config_last_reload_successful';

let folder: string;
let receiver: Upstream;
const endings: (() => unknown)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watched-'));
  receiver = await startUpstream();
  endings.push(
    () => receiver.close(),
    () => {
      rmSync(folder, { recursive: true });
    },
  );
});
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const send = createSender(false);

function signedWith(secret: string): Lead {
  const { body } = lead();
  return { body, headers: signHeaders('actuallycare', secret, body) };
}

/** A route `name` at `/name`. */
function route(name: string, secretFile: string, more = ''): string {
  return `  - name: ${name}
    path: /${name}
    source: { scheme: actuallycare, secrets: [{ file: "${secretFile}" }] }
    destination: { url: "${receiver.url}", scheme: svix, secrets: ["${RECEIVER_SECRET}"]${more} }
`;
}

function configOf(routes: string, more = ''): string {
  return `admin: { host: 127.0.0.1, port: 0, token: "${TOKEN}" }\nstore: { url: "memory:" }\n${more}\nroutes:\n${routes}`;
}

async function start(config: string): Promise<GatewayProcess> {
  const gateway = await startGatewayProcess({ config });
  endings.push(() => gateway.stop());
  return gateway;
}

async function outcome(gateway: GatewayProcess, secret: string, name = 'a'): Promise<string | undefined> {
  return (await send(`${gateway.url}/${name}`, signedWith(secret))).outcome;
}

/** Until a delivery under this secret is taken, without anybody telling the gateway. */
async function untilTaken(gateway: GatewayProcess, secret: string, name?: string): Promise<void> {
  await until(
    `${secret} is taken`,
    async () => (await outcome(gateway, secret, name)) === 'accepted',
    30_000,
    100,
  );
}

async function untilRefused(gateway: GatewayProcess, count: number): Promise<void> {
  await until(`${count} refused`, async () => (await gateway.metric(REFUSED)) === count, 30_000, 100);
}

interface State {
  readonly hash: string;
  readonly watched: readonly { path: string; state: string; reason: string | null }[];
}

async function stateOf(gateway: GatewayProcess): Promise<State> {
  const answer = await fetch(`${gateway.adminUrl}/api/config`, {
    headers: { Authorization: `Bearer ${TOKEN}` },
  });
  return (await answer.json()) as State;
}

describe('a secret in a file is exchanged without a signal', () => {
  test('where Kubernetes swaps the link', async () => {
    const volume = createVolume({ secret: `${OLD}\n` });
    endings.push(() => {
      volume.remove();
    });
    const gateway = await start(configOf(route('a', volume.path('secret'))));
    expect(await outcome(gateway, OLD)).toBe('accepted');
    const { hash } = await stateOf(gateway);

    volume.swap({ secret: `${NEW}\n` });
    await untilTaken(gateway, NEW);
    expect(await outcome(gateway, OLD)).toBe('invalid_signature');
    const exchanged = 'secrets exchanged; changed: routes.a.source.secrets[0]';
    await until('the log has it', () => gateway.said().includes(exchanged));
    const state = await stateOf(gateway);
    expect(state.hash).not.toBe(hash);
    for (const secret of [OLD, NEW, RECEIVER_SECRET, TOKEN]) {
      expect(JSON.stringify(state)).not.toContain(secret);
    }
    await until(
      'the gauge has it',
      async () =>
        (await gateway.metric('webhook_gateway_config_hash')) ===
        Number.parseInt((await stateOf(gateway)).hash, 16),
    );

    // A second time: the file that was there at the start is long gone.
    volume.swap({ secret: OLD });
    await untilTaken(gateway, OLD);
    expect(gateway.child.exitCode).toBeNull();
    expect(gateway.stdout()).not.toContain(NEW);
  });

  test('where another file takes its name, and where it is written in place', async () => {
    const file = join(folder, 'secret');
    writeFileSync(file, OLD);
    const gateway = await start(configOf(route('a', file)));
    writeFileSync(`${file}.new`, NEW);
    renameSync(`${file}.new`, file);
    await untilTaken(gateway, NEW);
    writeFileSync(file, OLD);
    await untilTaken(gateway, OLD);
  });

  test(
    'and a certificate too: the receiver of another authority is believed',
    { timeout: 60_000 },
    async () => {
      const [one, other] = [createAuthority(), createAuthority()];
      const server = createServer(other.issue({ names: 'IP:127.0.0.1' }), (_request, response) =>
        response.end(),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      endings.push(() => {
        one.close();
        other.close();
        server.closeAllConnections();
        server.close();
      });
      const [secret, ca] = [join(folder, 'secret'), join(folder, 'ca.pem')];
      writeFileSync(secret, OLD);
      writeFileSync(ca, one.cert);
      const to = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const gateway = await start(
        configOf(route('a', secret, `, tls: { ca: "${ca}" }`).replace(receiver.url, to)),
      );
      expect(await outcome(gateway, OLD)).toBe('unreachable');
      writeFileSync(ca, other.cert);
      await untilTaken(gateway, OLD);
    },
  );
});

describe('a file that cannot be used', () => {
  const spoil: readonly [
    what: string,
    spoil: (file: string) => void,
    mend: (file: string) => void,
    why: string,
  ][] = [
    [
      'that is empty',
      (file) => {
        writeFileSync(file, '');
      },
      () => undefined,
      'the secret is empty',
    ],
    [
      'that is gone',
      (file) => {
        rmSync(file);
      },
      () => undefined,
      'cannot be read (ENOENT)',
    ],
    [
      // Stands for every file that may not be read: no permission binds the user who runs these tests.
      'that is none',
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      (file) => {
        rmdirSync(file);
      },
      'cannot be read (EISDIR)',
    ],
    [
      'that is too short a secret',
      (file) => {
        writeFileSync(file, 'short');
      },
      () => undefined,
      'shorter than 10 characters',
    ],
  ];

  test.each(spoil)(
    '%s: the old one stays, it is told, and mending it is enough',
    async (_, spoilt, mend, why) => {
      const file = join(folder, 'secret');
      writeFileSync(file, OLD);
      const gateway = await start(configOf(route('a', file)));
      spoilt(file);
      await untilRefused(gateway, 1);
      expect(await outcome(gateway, OLD)).toBe('accepted');
      await until('the log has it', () => gateway.said().includes(`watched file ${file} cannot be used`));
      const [{ state, reason } = {}] = (await stateOf(gateway)).watched;
      expect(state).toBe('refused');
      expect(reason).toContain(why);
      expect(await gateway.metric(SUCCESSFUL)).toBe(1);

      mend(file);
      writeFileSync(file, NEW);
      await untilTaken(gateway, NEW);
      await untilRefused(gateway, 0);
      const again = `watched file ${file} can be used again`;
      await until('the log has it', () => gateway.said().includes(again));
      expect(gateway.said().split('cannot be used').length).toBe(2);
      expect((await stateOf(gateway)).watched).toMatchObject([
        { path: file, state: 'in_force', reason: null },
      ]);
    },
  );

  test('holds up no other', async () => {
    const [bad, good] = [join(folder, 'bad'), join(folder, 'good')];
    writeFileSync(bad, OLD);
    writeFileSync(good, `${OLD}-b`);
    const gateway = await start(configOf(route('a', bad) + route('b', good)));
    writeFileSync(bad, '');
    await untilRefused(gateway, 1);
    writeFileSync(good, NEW);
    await untilTaken(gateway, NEW, 'b');
    expect(await outcome(gateway, OLD, 'a')).toBe('accepted');
    expect(await gateway.metric(REFUSED)).toBe(1);
  });
});

describe('the configuration file', () => {
  test('is not read again because a secret was exchanged', async () => {
    const file = join(folder, 'secret');
    writeFileSync(file, OLD);
    const gateway = await start(configOf(route('a', file)));
    gateway.rewrite(configOf(route('b', file)));
    writeFileSync(file, NEW);
    await untilTaken(gateway, NEW);
    expect((await send(`${gateway.url}/b`, signedWith(NEW))).outcome).toBe('not_found');
    gateway.kill('SIGHUP');
    await untilTaken(gateway, NEW, 'b');
  });

  test('is read again by itself under reload.config: watch, and those that it includes', async () => {
    const file = join(folder, 'secret');
    const routes = join(folder, 'routes.d');
    writeFileSync(file, OLD);
    mkdirSync(routes);
    const more = `reload: { config: watch }\ninclude: ["${routes}/*.yaml"]`;
    const gateway = await start(configOf(route('a', file), more));
    gateway.rewrite(configOf(route('a', file) + route('b', file), more));
    await untilTaken(gateway, OLD, 'b');
    writeFileSync(join(routes, 'c.yaml'), `routes:\n${route('c', '../secret')}`);
    await untilTaken(gateway, OLD, 'c');

    writeFileSync(join(routes, 'c.yaml'), `routes:\n${route('c', 'not-yet-there')}`);
    await until('it is refused', async () => (await gateway.metric(SUCCESSFUL)) === 0, 30_000, 100);
    const refused = `reload refused: ${routes}/c.yaml: routes[0].source.secrets[0].file: the file cannot be read (ENOENT)`;
    await until('the log has it', () => gateway.said().includes(refused));
    expect(await outcome(gateway, OLD, 'c')).toBe('accepted');
    // The file that it lacked comes later, as a Secret may after its ConfigMap.
    writeFileSync(join(routes, 'not-yet-there'), NEW);
    await untilTaken(gateway, NEW, 'c');
    expect(await gateway.metric(SUCCESSFUL)).toBe(1);
  });

  test('and its secrets are left alone where reload says signal', async () => {
    const file = join(folder, 'secret');
    writeFileSync(file, OLD);
    const gateway = await start(configOf(route('a', file), 'reload: { secrets: signal }'));
    expect((await stateOf(gateway)).watched).toEqual([]);
    writeFileSync(file, NEW);
    gateway.kill('SIGHUP');
    await untilTaken(gateway, NEW);
  });
});
