/** Who may ask the admin port, and the traces it leaves: in answers, log, metrics and audit; never a token's value. */
import { afterEach, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../helpers/gateway.js';

const TOKENS = {
  admin: 'planted-operator-token-0123456789',
  grafana: 'planted-viewer-token-0123456789abc',
  reader: 'planted-reader-token-0123456789abc',
} as const;

const YAML = `
server: { trustedProxies: [127.0.0.1] }
admin:
  host: 127.0.0.1
  port: 0
  token: { env: ADMIN }
  tokens: [{ env: GRAFANA, name: grafana, role: viewer }]
  actorHeader: X-Forwarded-User
store: { url: "memory:" }
routes:
  - name: leads
    path: /in
    source: { scheme: actuallycare, secrets: [{ env: SECRET }] }
    destination: { url: http://127.0.0.1:1/hook, scheme: none, reason: a test }
`;

const ENV = {
  ADMIN: TOKENS.admin,
  GRAFANA: TOKENS.grafana,
  GATEWAY_ADMIN_READ_TOKEN: TOKENS.reader,
  SECRET: 'a-secret-of-more-than-24-characters',
};

let gateway: TestGateway;

afterEach(() => gateway.stop());

async function ask(token: string, method: string, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(gateway.adminUrl + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
  });
  return { status: response.status, text: await response.text() };
}

test('a write leaves a log line, a count and an entry of the audit, in the name of token, actor and client', async () => {
  gateway = await startTestGateway(YAML, { env: ENV });
  const headers = { 'X-Forwarded-For': '192.0.2.7', 'X-Forwarded-User': 'ann@example.com' };
  expect((await ask(TOKENS.admin, 'POST', '/api/routes/leads/pause', headers)).status).toBe(200);
  const noted = {
    ...{ what: 'pauseRoute', on: 'leads', token: 'admin', actor: 'ann@example.com' },
    ...{ client: '192.0.2.7', status: 200 },
  };
  expect(gateway.lines().filter(({ msg }) => msg === 'admin')).toEqual([
    { level: 'info', time: expect.any(String) as string, msg: 'admin', ...noted },
  ]);
  const { text } = await ask(TOKENS.reader, 'GET', '/api/audit');
  expect(JSON.parse(text)).toEqual({
    data: [{ at: expect.any(String) as string, ...noted, count: null }],
    next: null,
    scope: { kind: 'replica', replicas: 1, says: 'this replica' },
  });
  const labels = { what: 'pauseRoute', token: 'admin' };
  expect(await gateway.metric('webhook_gateway_admin_writes_total', labels)).toBe(1);
});

test('a reload changes who may ask', async () => {
  gateway = await startTestGateway(YAML, { env: ENV });
  expect((await ask(TOKENS.grafana, 'GET', '/api/routes')).status).toBe(200);
  await gateway.reload(
    YAML.replace('role: viewer', 'role: operator').replace('name: grafana', 'name: night'),
  );
  expect((await ask(TOKENS.grafana, 'GET', '/api/whoami')).text).toContain(
    '{"name":"night","role":"operator"',
  );
  await gateway.reload(YAML.replace(/ {2}tokens: .*\n/, ''));
  expect((await ask(TOKENS.grafana, 'GET', '/api/routes')).status).toBe(401);
});

test('wrong tokens are counted and, when they are too many, told of; those without any are not', async () => {
  gateway = await startTestGateway(YAML, { env: ENV });
  for (let i = 0; i < 6; i++) expect((await ask('wrong', 'POST', '/api/reload')).status).toBe(401);
  await fetch(`${gateway.adminUrl}/api/routes`);
  expect(await gateway.metric('webhook_gateway_admin_wrong_tokens_total')).toBe(6);
  expect(await gateway.metric('webhook_gateway_admin_writes_total', { what: 'reload', token: '_none' })).toBe(
    6,
  );
  const told = gateway.lines().filter(({ msg }) => String(msg).startsWith('somebody guesses'));
  expect(told).toMatchObject([{ level: 'warn', client: '127.0.0.1' }]);
  // The right one is answered all the same.
  expect((await ask(TOKENS.admin, 'GET', '/api/routes')).status).toBe(200);
});

test('no value of a token stands in any answer, log line or metric', async () => {
  gateway = await startTestGateway(YAML, { env: ENV });
  let seen = '';
  for (const token of Object.values(TOKENS)) {
    for (const path of [
      '/api/whoami',
      '/api/audit',
      '/api/config',
      '/api/routes',
      '/api/deliveries',
      '/api/nothing',
    ])
      seen += (await ask(token, 'GET', path)).text;
    for (const path of ['/api/routes/leads/pause', '/api/reload', '/api/dead/replay'])
      seen += (await ask(token, 'POST', path)).text;
  }
  seen += (await ask(TOKENS.reader, 'GET', '/api/audit')).text;
  seen += await (await fetch(`${gateway.adminUrl}/metrics`)).text();
  expect(seen).toContain('"token":"admin"');
  expect(seen + gateway.rawLog()).not.toContain('planted');
});
