/** `serve` as whoever sits at a terminal sees it: one line with the console's address and a token for this run. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, startGatewayProcess, type GatewayProcess } from '../helpers/process.js';
import { until } from '../helpers/servers.js';

const ADMIN = 'an-operator-token-of-the-configuration';
/** Its standard output says that it is a terminal before the program begins. */
const TERMINAL = { ADMIN, NODE_OPTIONS: '--import data:text/javascript,process.stdout.isTTY=true' };
const LINE = /^console: (http:\/\/127\.0\.0\.1:\d+\/)#token=([0-9a-f]{64})$/gm;

const CONFIG = `
admin: { host: 0.0.0.0, port: 0, token: { env: ADMIN } }
store: { url: "memory:" }
routes:
  - name: leads
    path: /in
    source: { scheme: none, reason: a test }
    destination: { url: http://127.0.0.1:1/hook, scheme: none, reason: a test }
`;
const NO_TOKEN = CONFIG.replace(', token: { env: ADMIN }', '');

async function ask(gateway: GatewayProcess, path: string, token?: string, method = 'GET') {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(`${gateway.adminUrl}/api${path}`, { method, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('on a terminal', () => {
  let gateway: GatewayProcess;
  let token = '';

  beforeAll(async () => {
    gateway = await startGatewayProcess({ config: CONFIG, env: TERMINAL });
    await until('the console is told of', () => gateway.stdout().includes('#token='));
    token = [...gateway.stdout().matchAll(LINE)][0]?.[2] ?? '';
  });
  afterAll(() => gateway.stop());

  test('the line leads to the port that is open, and its token is an operator’s', async () => {
    expect([...gateway.stdout().matchAll(LINE)].map(([, address]) => address)).toEqual([
      `${gateway.adminUrl}/`,
    ]);
    const { body } = await ask(gateway, '/whoami', token);
    expect(body).toEqual({ name: '_console', role: 'operator', actor: null });
    expect((await ask(gateway, '/whoami')).status).toBe(401);
    expect((await gateway.ask('/')).status).toBe(200);
  });

  test('it stays over a reload, and is neither in the configuration nor in its hash', async () => {
    gateway.rewrite(CONFIG.replace('path: /in', 'path: /other'));
    gateway.kill('SIGHUP');
    await until('it is reloaded', () => gateway.stdout().includes('reloaded: 1 route'));
    expect((await ask(gateway, '/whoami', token)).status).toBe(200);
    const asked = ['--config', gateway.file, '--running', '--url', gateway.adminUrl];
    const { code, stdout, stderr } = await run(['check', '-q', ...asked], {
      ADMIN,
      GATEWAY_ADMIN_TOKEN: token,
    });
    expect([code, stderr], stdout).toEqual([0, expect.not.stringContaining(token)]);
  });

  test('a write with it is in the audit by its name, and its value is printed once', async () => {
    expect((await ask(gateway, '/routes/leads/pause', token, 'POST')).status).toBe(200);
    expect((await ask(gateway, '/audit', token)).body['data']).toMatchObject([{ token: '_console' }]);
    await until('the write is in the log', () => gateway.stdout().includes('token=_console'));
    expect(gateway.stdout().split(token).length).toBe(2);
    expect(gateway.stderr()).toBe('');
  });
});

test.each([
  ['where no terminal reads it', NO_TOKEN, {}],
  [
    'on a terminal, with the console switched off',
    NO_TOKEN.replace('port: 0', 'port: 0, console: off'),
    TERMINAL,
  ],
])('%s, no token is made and nothing is printed', async (_, config, env) => {
  const gateway = await startGatewayProcess({ config, env });
  expect((await ask(gateway, '/whoami')).body['code']).toBe('api_off');
  gateway.kill('SIGTERM');
  expect((await gateway.exited).code).toBe(0);
  expect(gateway.stdout()).toContain('drained');
  expect(gateway.stdout()).not.toMatch(/console:|#token/);
  await gateway.stop();
});
