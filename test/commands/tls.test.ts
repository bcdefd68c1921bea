/** Commands beside an admin port in TLS: whom they trust, what they show, and what they say where neither is enough. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TOKENS, startApi, type TestApi } from '../helpers/api.js';
import { createAuthority, type Authority } from '../helpers/certificates.js';
import { typed } from './typed.js';

let authority: Authority;
let folder: string;
let open: TestApi;
let closed: TestApi;

const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  authority = createAuthority();
  folder = mkdtempSync(join(tmpdir(), 'commands-tls-'));
  const server = authority.issue({ names: 'IP:127.0.0.1,DNS:localhost' });
  const client = authority.issue({ names: 'DNS:client' });
  writeFileSync(at('ca.pem'), authority.cert);
  writeFileSync(at('client.pem'), client.cert);
  writeFileSync(at('client.key'), client.key);
  open = await startApi(undefined, { ...server, clientCa: undefined });
  closed = await startApi(undefined, { ...server, clientCa: authority.cert });
});
afterAll(async () => {
  await open.stop();
  await closed.stop();
  authority.close();
  rmSync(folder, { recursive: true });
});

const ours = () => ({ GATEWAY_ADMIN_CERT: at('client.pem'), GATEWAY_ADMIN_KEY: at('client.key') });

describe.each([
  ['routes', ['routes']],
  ['healthcheck', ['healthcheck']],
])('%s', (_, argv) => {
  test('takes the authority by option or variable', async () => {
    expect((await typed(open, [...argv, '--ca', at('ca.pem')])).code).toBe(0);
    expect((await typed(open, argv, { env: { GATEWAY_ADMIN_CA: at('ca.pem') } })).code).toBe(0);
  });

  test('trusts nobody without it, and says how', async () => {
    const { code, err } = await typed(open, argv);
    expect([code, err]).toEqual([1, expect.stringContaining('--ca FILE or GATEWAY_ADMIN_CA')]);
  });

  test('shows a certificate of its own where one is wanted, and says so where it has none', async () => {
    const ca = ['--ca', at('ca.pem')];
    expect((await typed(closed, [...argv, ...ca], { env: ours() })).code).toBe(0);
    const { code, err } = await typed(closed, [...argv, ...ca]);
    expect([code, err]).toEqual([1, expect.stringContaining('GATEWAY_ADMIN_CERT and GATEWAY_ADMIN_KEY')]);
  });

  test('a file that is not there, or half of a pair, is a wrong call', async () => {
    const missing = await typed(open, [...argv, '--ca', at('none.pem')]);
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('cannot read the file')]);
    const half = await typed(open, argv, { env: { GATEWAY_ADMIN_CERT: at('client.pem') } });
    expect([half.code, half.err]).toEqual([2, expect.stringContaining('belong together')]);
  });

  test('speaks https to this machine where an authority is named and no address', async () => {
    const env = { ADMIN_PORT: String(open.port), GATEWAY_ADMIN_TOKEN: TOKENS.operator };
    expect((await typed(undefined, [...argv, '--ca', at('ca.pem')], { env })).code).toBe(0);
  });
});

describe('on this machine, where nobody said that the port speaks TLS', () => {
  test('healthcheck finds out', async () => {
    const env = { ADMIN_PORT: String(open.port) };
    expect((await typed(undefined, ['healthcheck'], { env })).code).toBe(0);
    const wanting = { ADMIN_PORT: String(closed.port) };
    expect((await typed(undefined, ['healthcheck'], { env: wanting })).code).toBe(1);
    expect((await typed(undefined, ['healthcheck'], { env: { ...wanting, ...ours() } })).code).toBe(0);
  });

  test('a command with a token does not: it would show it to anybody', async () => {
    const env = { ADMIN_PORT: String(open.port), GATEWAY_ADMIN_TOKEN: TOKENS.operator };
    const { code, err } = await typed(undefined, ['routes'], { env });
    expect([code, err]).toEqual([1, expect.stringContaining('http or https')]);
  });
});

test('a token of another role: exit 2, with the role that it takes', async () => {
  const env = { GATEWAY_ADMIN_TOKEN: TOKENS.viewer };
  const { code, err } = await typed(open, ['routes', 'pause', 'leads', '--ca', at('ca.pem')], { env });
  expect(code).toBe(2);
  expect(err).toContain('the token in GATEWAY_ADMIN_TOKEN may not do that: it takes the role operator');
});
