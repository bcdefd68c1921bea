/**
 * Every example of every command is typed as it stands, in a folder with the files that they name, beside a gateway.
 * Only the ports are free ones.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { configHash } from '../../src/config/hash.js';
import { loadGatewayConfig } from '../../src/config/load.js';
import { COMMANDS } from '../../src/commands/commands.js';
import { TOKEN, startApi, type TestApi } from '../helpers/api.js';
import { startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { endAll } from '../helpers/jobs.js';
import { FakeOperations, detailOf, queueOf, routeOf } from '../helpers/operations.js';
import { refusedEntryOf } from '../helpers/refused.js';
import { startProgram } from '../helpers/process.js';
import { signHeaders } from '../helpers/sign.js';
import { until } from '../helpers/servers.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';
import { typed } from './typed.js';

const WHSEC = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const SECRET = 'a-secret-of-github-of-some-length';
const ENV = { SECRET, WHSEC };
const BODY = '{"action":"opened"}';

/** Those that run until they are told to stop; with what they say once they do. */
const STAY: Readonly<Record<string, RegExp>> = {
  serve: /listening on port/,
  dev: /Stop with Ctrl-C/,
};

const folder = mkdtempSync(join(tmpdir(), 'examples-'));
const before = process.cwd();
let api: TestApi;
let receiver: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
  receiver = await startUpstream();
  gateway = await startTestGateway(configuration(receiver.url), { env: ENV });
  process.chdir(folder);
});

beforeEach(async () => {
  api = await startApi(
    new FakeOperations({
      routes: ['orders', 'tasks'].map((name) => routeOf(name, { queue: queueOf({ dead: 1 }) })),
      log: [detailOf({ route: 'orders', outcome: 'failed', dead: 'exhausted' })],
    }),
  );
  const { jobs, refused } = api.operations;
  jobs.matches = { ...jobs.matches, genuine: 1 };
  const entry = refusedEntryOf({ id: 'ref_0123456789abcdef01234567', route: 'orders' });
  const cause = { cause: 'verifies_now', text: 'It is genuine.', evidence: 'it verifies', line: undefined };
  refused.details.push({ ...entry, entry, nearest: undefined, explanations: [cause], expected: undefined });
  api.operations.beforeAnswer = (method) => {
    if (method === 'findJob') endAll(jobs);
  };
  writeFiles();
  const loaded = loadGatewayConfig({ file: 'gateway.yaml', env: { ...ENV, GATEWAY_ADMIN_TOKEN: TOKEN } });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  api.operations.state = { ...api.operations.state, hash: await configHash(loaded.config) };
});
afterEach(() => api.stop());

afterAll(async () => {
  process.chdir(before);
  await gateway.stop();
  await receiver.close();
  rmSync(folder, { recursive: true });
});

function configuration(receiverUrl: string): string {
  return `
server: { port: 0 }
admin: { host: 127.0.0.1, port: 0 }
store: { url: "memory:" }
routes:
  - name: orders
    path: /hooks
    source: { scheme: github, secrets: [{ env: SECRET }] }
    destination: { url: "${receiverUrl}", scheme: standard, secrets: [{ env: WHSEC }] }
  - name: probed
    path: /webhooks
    source: { scheme: standard, secrets: [{ env: WHSEC }] }
    destination: { url: "${receiverUrl}", scheme: github, secrets: [{ env: SECRET }] }
`;
}

/** The addresses that examples name, at the ports of this test. */
function addresses(): Readonly<Record<string, string>> {
  return { '8080': gateway.url, '3000': gateway.url };
}

function words(line: string): string[] {
  const at = addresses();
  return Array.from(line.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, bare]) => quoted ?? bare ?? '').map(
    (word) => word.replace(/http:\/\/127\.0\.0\.1:(\d+)/, (all, port: string) => at[port] ?? all),
  );
}

const EXAMPLES = COMMANDS.flatMap(({ declaration: { name, examples } }) =>
  examples.map(({ line }) => [line, name] as const),
);

test.each(EXAMPLES.filter(([, name]) => !(name in STAY)))('webhook-gateway %s', async (line) => {
  // Without it these would go on.
  const interrupted = /^tail|--keep$/.test(line) && { interrupted: () => AbortSignal.timeout(500) };
  const { code, out, err } = await typed(api, words(line), { env: ENV, ...interrupted });
  expect(`${code}: ${err}`).toMatch(/^0: /);
  // What is well is worth no word to these.
  if (!/^healthcheck|^check .*-q/.test(line)) expect(out + err).not.toBe('');
});

test.each(EXAMPLES.filter(([, name]) => name in STAY))(
  'webhook-gateway %s, until Ctrl-C',
  async (line, name) => {
    const program = startProgram(words(line), ENV);
    await until(name, () => STAY[name]?.test(program.stdout()) === true, 20_000);
    program.child.kill('SIGINT');
    expect(await program.exited).toEqual({ code: 0, signal: null });
  },
);

/** Afresh for each: an example may write. */
function writeFiles(): void {
  const headers = signHeaders('github', SECRET, BODY);
  writeFileSync('body.json', BODY);
  writeFileSync(
    'headers.txt',
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join(''),
  );
  writeFileSync('gateway.yaml', configuration(receiver.url));
}
