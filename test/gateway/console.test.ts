/** The console on the admin port: what is served to whom and how, and the token that a run makes for it. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ENDPOINTS } from '../../src/http/api/endpoints.js';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../helpers/gateway.js';
import { MAIN } from '../helpers/program.js';
import { exchange, requestText, type RawAnswer } from '../helpers/raw.js';
import { configText, route } from './setup.js';

const SCRIPT = 'console-4F2KQ7ZA.js';
const STYLE = 'console-0a1b2c3d.css';
const FILES = {
  'index.html': `<!doctype html><script type="module" src="console/${SCRIPT}"></script>${'<p>'.repeat(2_000)}`,
  [SCRIPT]: `export const text = "${'of the script '.repeat(500)}";`,
  [STYLE]: 'p { color: red }',
  'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'notes.md': 'not served',
} as const;
const RUN = 'planted-token-of-this-run-0123456789abcdef';
const ADMIN = 'planted-operator-token-0123456789';
const ROUTES = [route('http://127.0.0.1:1/')];

let folder: string;
let gateway: TestGateway;

beforeAll(async () => {
  folder = folderWith(FILES);
  mkdirSync(join(folder, 'more'));
  writeFileSync(join(folder, 'more', SCRIPT), 'beneath');
  gateway = await startTestGateway(configText(ROUTES), { consoleFolder: folder, tokenOfRun: RUN });
});
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(join(tmpdir(), 'console-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  return made;
}

/** A gateway for one test. */
async function started(top: object, options: TestGatewayOptions = {}): Promise<TestGateway> {
  const own = await startTestGateway(configText(ROUTES, { ...top }), { consoleFolder: folder, ...options });
  onTestFinished(() => own.stop());
  return own;
}

/** The target as it stands there, and nothing that a client adds. */
async function asked(
  target: string,
  {
    method = 'GET',
    headers = [],
    of = gateway,
  }: { method?: string; headers?: string[]; of?: TestGateway } = {},
): Promise<RawAnswer> {
  const lines = ['Host: 127.0.0.1', 'Connection: close', ...headers];
  const [answer] = await exchange(of.gateway.adminPort, requestText(target, lines, '', { method }));
  return answer ?? expect.fail(`no answer to ${method} ${target}`);
}

async function api(of: TestGateway, path: string, token?: string, method = 'GET') {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(`${of.adminUrl}/api${path}`, { method, headers });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> };
}

describe('the page and its files', () => {
  test.each([
    ['/', 'index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/?tab=refused', 'index.html', 'text/html; charset=utf-8', 'no-cache'],
    [`/console/${SCRIPT}`, SCRIPT, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    [`/console/${STYLE}`, STYLE, 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/console/icon.svg', 'icon.svg', 'image/svg+xml', 'no-cache'],
  ] as const)(
    '%s is %s, and kept as long as its name stands for its contents',
    async (path, name, type, kept) => {
      const { status, headers, body } = await asked(path);
      expect([status, body]).toEqual([200, FILES[name]]);
      expect(headers).toMatchObject({ 'content-type': type, 'cache-control': kept, vary: 'Accept-Encoding' });
    },
  );

  test.each(['/', `/console/${SCRIPT}`])('%s may do what its headers say and nothing else', async (path) => {
    const { headers } = await asked(path);
    const policy = new Map(
      headers['content-security-policy']?.split('; ').map((part) => {
        const [name = '', ...values] = part.split(' ');
        return [name, values.join(' ')];
      }),
    );
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'worker-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringMatching(/^(?:[a-z-]+=\(\)(?:, |$))+$/) as string,
    });
    expect(headers['permissions-policy']).toContain('camera=()');
    const told = Object.keys(headers).filter((name) =>
      /cookie|^access-control|powered|^server|etag/.test(name),
    );
    expect(told).toEqual([]);
  });

  test.each(['/', `/console/${SCRIPT}`])('%s comes compressed to who takes that', async (path) => {
    const plain = Buffer.from((await asked(path)).body, 'latin1');
    for (const accepted of ['gzip', 'br, gzip;q=0.5', '*']) {
      const { headers, body } = await asked(path, { headers: [`Accept-Encoding: ${accepted}`] });
      const bytes = Buffer.from(body, 'latin1');
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      expect(bytes.length).toBeLessThan(plain.length / 10);
      expect(gunzipSync(bytes)).toEqual(plain);
    }
    for (const accepted of ['identity', 'br', 'gzip;q=0', '']) {
      const { headers, body } = await asked(path, { headers: [`Accept-Encoding: ${accepted}`] });
      expect(headers['content-encoding']).toBeUndefined();
      expect(Buffer.from(body, 'latin1')).toEqual(plain);
    }
  });

  test.each(['/', `/console/${SCRIPT}`])('%s is read, and by no other method', async (path) => {
    const [got, head] = await Promise.all(
      ['GET', 'HEAD'].map(async (method) => {
        const answer = await fetch(gateway.adminUrl + path, { method });
        // How the connection goes on is up to the client, which ends it behind a HEAD.
        const headers = [...answer.headers].filter(
          ([name]) => !/^(?:date|connection|keep-alive)$/.test(name),
        );
        return { headers, status: answer.status, text: await answer.text() };
      }),
    );
    expect(head).toEqual({ ...got, text: '' });
    expect(got?.text).not.toBe('');
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await asked(path, { method, headers: ['Content-Length: 0'] });
      expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD']);
    }
  });

  test.each([
    ...[
      '/console',
      '/console/',
      '/console/index.html',
      '/index.html',
      '/console/notes.md',
      '/console/nothing.js',
    ],
    ...[`/console/more/${SCRIPT}`, '/console/more', `/console//${SCRIPT}`, `/console/./${SCRIPT}`, '//'],
    ...[
      `/CONSOLE/${SCRIPT}`,
      `/console/${SCRIPT.toLowerCase()}`,
      `/console/${SCRIPT}/`,
      `/console/${SCRIPT}%00`,
    ],
    ...['/console/..', '/console/../index.html', `/console/../console/${SCRIPT}`, '/console/%2e%2e/main.js'],
    ...[
      '/console/..%2fmain.js',
      '/console/..\\main.js',
      '/console/%zz',
      '/console/__proto__',
      '/console/constructor',
    ],
    ...[`/console/%63onsole-4F2KQ7ZA.js`, `/${SCRIPT}`, '/console/etc/passwd', '/console/.', '/console/%'],
  ])('%s is not found, by whatever method', async (path) => {
    for (const method of ['GET', 'POST']) {
      const { status, headers, body } = await asked(path, { method, headers: ['Content-Length: 0'] });
      expect([status, headers['content-type']]).toEqual([404, 'application/problem+json']);
      expect(JSON.parse(body)).toEqual({ type: 'about:blank', title: 'Not Found', status: 404 });
    }
  });

  test('nothing is read before somebody asks, and what was read then stays', async () => {
    const own = folderWith(FILES);
    onTestFinished(() => {
      rmSync(own, { recursive: true, force: true });
    });
    const gw = await started({}, { consoleFolder: own });
    writeFileSync(join(own, 'index.html'), 'the second');
    expect((await asked('/', { of: gw })).body).toBe('the second');
    for (const name of ['index.html', SCRIPT]) writeFileSync(join(own, name), 'the third');
    expect((await asked('/', { of: gw })).body).toBe('the second');
    expect((await asked(`/console/${SCRIPT}`, { of: gw })).body).toBe(FILES[SCRIPT]);
  });

  test('where it is not built, the page says how, and is there once it is', async () => {
    const own = folderWith({});
    onTestFinished(() => {
      rmSync(own, { recursive: true, force: true });
    });
    const gw = await started({}, { consoleFolder: join(own, 'dist') });
    const without = await asked('/', { of: gw });
    expect([without.status, without.headers['cache-control']]).toEqual([404, 'no-store']);
    expect(without.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(without.body).toContain('npm run build');
    expect((await asked('/', { of: gw, method: 'DELETE' })).status).toBe(405);
    expect((await asked(`/console/${SCRIPT}`, { of: gw })).headers['content-type']).toMatch(/problem/);
    mkdirSync(join(own, 'dist'));
    writeFileSync(join(own, 'dist', 'index.html'), 'built');
    expect((await asked('/', { of: gw })).body).toBe('built');
  });

  test('a folder that cannot be read is a fault of ours, told in the log alone', async () => {
    const gw = await started({}, { consoleFolder: join(folder, 'notes.md') });
    const { status, body } = await asked('/', { of: gw });
    expect([status, JSON.parse(body)]).toMatchObject([500, { title: 'Internal Server Error' }]);
    expect(gw.rawLog()).toContain('ENOTDIR');
  });

  test('what the build made is served to the byte, and all that the page names is among it', async () => {
    const gw = await startTestGateway(configText(ROUTES));
    onTestFinished(() => gw.stop());
    const built = join(dirname(MAIN), 'console');
    const page = await asked('/', { of: gw });
    expect(Buffer.from(page.body, 'latin1')).toEqual(readFileSync(join(built, 'index.html')));
    const others = readdirSync(built).filter((name) => name !== 'index.html');
    const named = [...page.body.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, target = '']) => target);
    expect(named.length).toBeGreaterThan(1);
    expect(others.map((name) => `console/${name}`)).toEqual(expect.arrayContaining(named));
    for (const name of others) {
      const { status, headers, body } = await asked(`/console/${name}`, { of: gw });
      expect([status, headers['cache-control']], name).toEqual([200, 'public, max-age=31536000, immutable']);
      expect(Buffer.from(body, 'latin1')).toEqual(readFileSync(join(built, name)));
    }
  });
});

describe('switched off', () => {
  test('there is no page and no file, and a reload switches it', async () => {
    const off = configText(ROUTES, { admin: { host: '127.0.0.1', port: 0, console: 'off' } });
    const gw = await started({ admin: { host: '127.0.0.1', port: 0, console: 'off' } }, { tokenOfRun: RUN });
    for (const path of ['/', `/console/${SCRIPT}`]) {
      for (const method of ['GET', 'POST']) {
        const { status, headers } = await asked(path, { of: gw, method, headers: ['Content-Length: 0'] });
        expect([status, headers['content-type']]).toEqual([404, 'application/problem+json']);
      }
    }
    expect((await api(gw, '/whoami', RUN)).body['code']).toBe('api_off');
    await gw.reload(configText(ROUTES, { admin: { host: '127.0.0.1', port: 0 } }));
    expect((await asked('/', { of: gw })).status).toBe(200);
    await gw.reload(off);
    expect((await asked('/', { of: gw })).status).toBe(404);
  });
});

describe('what needs a token', () => {
  test('is all that the page asks for, on loopback too', async () => {
    for (const { path } of ENDPOINTS.filter(({ method }) => method === 'get')) {
      const { status, body } = await api(gateway, path.replace(/:\w+/, 'x'));
      expect([status, body['code']], path).toEqual([401, 'unauthorized']);
    }
    for (const path of ['/', `/console/${SCRIPT}`])
      expect((await asked(path, { headers: ['Authorization: Bearer nonsense'] })).status).toBe(200);
  });

  test('is off where there is no token, and the page learns how one is set', async () => {
    const gw = await started({});
    expect((await asked('/', { of: gw })).status).toBe(200);
    const { status, body } = await api(gw, '/overview');
    expect([status, body['code']]).toEqual([404, 'api_off']);
    expect(body['detail']).toMatch(/admin\.token.*GATEWAY_ADMIN_TOKEN/);
  });

  test('is answered at once with a right one, while wrong ones of the same client wait', async () => {
    const gw = await started({}, { tokenOfRun: RUN });
    const left = new AbortController();
    const ended: string[] = [];
    const wrong = Array.from({ length: 16 }, () =>
      fetch(`${gw.adminUrl}/api/whoami`, {
        headers: { Authorization: 'Bearer wrong' },
        signal: left.signal,
      }).then(
        ({ status }) => ended.push(`wrong ${status}`),
        () => undefined,
      ),
    );
    // The first ones are answered at once: by then the others are waiting, or will wait for as long as may be.
    await Promise.race(wrong);
    for (let i = 0; i < 5; i++) ended.push(`right ${(await api(gw, '/whoami', RUN)).status}`);
    left.abort();
    await Promise.all(wrong);
    expect(ended.filter((one) => one === 'right 200').length).toBe(5);
    expect(ended.filter((one) => one === 'wrong 401').length).toBeLessThan(16);
  });
});

describe('the token of a run', () => {
  test('is an operator’s beside those of the configuration, and stays over a reload', async () => {
    const admin = { host: '127.0.0.1', port: 0, token: { env: 'ADMIN' } };
    const gw = await started({ admin }, { tokenOfRun: RUN, env: { ADMIN } });
    const both = async () => [
      (await api(gw, '/whoami', RUN)).body,
      (await api(gw, '/whoami', ADMIN)).body['name'],
    ];
    const expected = [{ name: '_console', role: 'operator', actor: null }, 'admin'];
    expect(await both()).toEqual(expected);
    await gw.reload(configText(ROUTES, { admin, log: { level: 'debug' } }));
    expect(await both()).toEqual(expected);
    await gw.reload(configText(ROUTES, { admin: { ...admin, console: 'off' } }));
    expect((await api(gw, '/whoami', RUN)).status).toBe(401);
    expect((await api(gw, '/whoami', ADMIN)).status).toBe(200);
  });

  test('is named by the audit, and its value stands nowhere; the configuration is the same without it', async () => {
    const config = { admin: { host: '127.0.0.1', port: 0, token: { env: 'ADMIN' } } };
    const gw = await started(config, { tokenOfRun: RUN, env: { ADMIN } });
    expect((await api(gw, '/routes/a/pause', RUN, 'POST')).status).toBe(200);
    const audit = await api(gw, '/audit', RUN);
    expect(audit.body['data']).toMatchObject([{ what: 'pauseRoute', on: 'a', token: '_console' }]);
    const shown = await api(gw, '/config', RUN);
    const plain = await started(config, { env: { ADMIN } });
    const without = await api(plain, '/config', ADMIN);
    expect({ ...shown.body, readAt: '' }).toEqual({ ...without.body, readAt: '' });
    const seen = [audit.text, shown.text, gw.rawLog(), await gw.metrics.scrape()].join('\n');
    expect(seen).toContain('"token":"_console"');
    expect(seen).toContain('token="_console"');
    expect(seen).not.toContain(RUN);
  });
});
