/** What keeps a command from the admin API is said with what to do about it, and never with the token. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { configText, route } from '../gateway/setup.js';
import { TOKEN, startApi, type TestApi } from '../helpers/api.js';
import { startTestGateway } from '../helpers/gateway.js';
import { freePort } from '../helpers/servers.js';
import { typed } from './typed.js';

const COMMANDS = [
  ['deliveries'],
  ['deliveries', 'msg_1'],
  ['replay', 'msg_1'],
  ['replay', '--route', 'leads', '--since', '1h'],
  ['forget', 'msg_1'],
  ['dead'],
  ['dead', 'replay', 'msg_1'],
  ['routes'],
  ['routes', 'pause', 'leads'],
];

const folder = mkdtempSync(join(tmpdir(), 'gateway-admin-'));
const servers: Server[] = [];
let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
beforeEach(() => {
  api.setToken(TOKEN);
  api.operations.calls.length = 0;
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answering = (listener: RequestListener): Promise<string> => listening(createHttpServer(listener));

describe('the token', () => {
  test.each(COMMANDS.map((argv) => [argv.join(' '), argv] as const))(
    '%s: without one, says which variable to set: exit 2',
    async (_, argv) => {
      const { code, err } = await typed(api, argv, { env: { GATEWAY_ADMIN_TOKEN: '' } });
      expect(code).toBe(2);
      expect(err).toMatch(/set GATEWAY_ADMIN_TOKEN .*GATEWAY_ADMIN_TOKEN_FILE.*admin\.token/);
      expect(api.operations.calls).toEqual([]);
    },
  );

  test.each(COMMANDS.map((argv) => [argv.join(' '), argv] as const))(
    '%s: with a wrong one, says where it came from: exit 2',
    async (_, argv) => {
      const env = { GATEWAY_ADMIN_TOKEN: 'wrong-and-never-shown' };
      const { code, err, out } = await typed(api, argv, { env });
      expect(code).toBe(2);
      expect(err).toContain('does not take the token in GATEWAY_ADMIN_TOKEN;');
      expect(err + out).not.toContain('wrong-and-never-shown');
    },
  );

  test('comes from a file too, its last line break dropped', async () => {
    const file = join(folder, 'token');
    for (const end of ['', '\n', '\r\n']) {
      writeFileSync(file, TOKEN + end);
      const env = { GATEWAY_ADMIN_TOKEN: '', GATEWAY_ADMIN_TOKEN_FILE: file };
      expect((await typed(api, ['routes'], { env })).code).toBe(0);
    }
    writeFileSync(file, 'another-one');
    const env = { GATEWAY_ADMIN_TOKEN: '', GATEWAY_ADMIN_TOKEN_FILE: file };
    const { code, err } = await typed(api, ['routes'], { env });
    expect(code).toBe(2);
    expect(err).toContain('the token in GATEWAY_ADMIN_TOKEN_FILE');
  });

  test.each([
    ['two places', { GATEWAY_ADMIN_TOKEN_FILE: '/nowhere' }, 'both set'],
    [
      'a file that is not there',
      { GATEWAY_ADMIN_TOKEN: '', GATEWAY_ADMIN_TOKEN_FILE: '/nowhere' },
      '/nowhere',
    ],
    ['a line break', { GATEWAY_ADMIN_TOKEN: 'secret\r\nX-Evil: 1' }, 'without blanks and line breaks'],
    ['a blank', { GATEWAY_ADMIN_TOKEN: 'secret token' }, 'without blanks and line breaks'],
    ['letters beyond ASCII', { GATEWAY_ADMIN_TOKEN: 'secrét' }, 'printable ASCII'],
  ])('%s: exit 2, and nothing is asked', async (_, env, words) => {
    const { code, err } = await typed(api, ['routes'], { env });
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err).not.toMatch(/secr[eé]t/);
    expect(api.operations.calls).toEqual([]);
  });

  test('does not follow a redirect elsewhere', async () => {
    let asked = 0;
    const elsewhere = await answering((_request, response) => {
      asked += 1;
      response.end();
    });
    const url = await answering((_request, response) =>
      response.writeHead(307, { Location: `${elsewhere}/api/routes` }).end(),
    );
    const { code, err } = await typed({ url }, ['routes']);
    expect(code).toBe(1);
    expect(err).toContain('answered 307 and does not look like an admin port');
    expect(asked).toBe(0);
  });
});

test('an API that is off says how to switch it on: exit 2', async () => {
  api.setToken(undefined);
  for (const argv of COMMANDS) {
    const { code, err } = await typed(api, argv);
    expect(code).toBe(2);
    expect(err).toMatch(/the API is off; .*admin\.token.*GATEWAY_ADMIN_TOKEN.*restart or reload/);
  }
});

describe('nobody there', () => {
  test.each(COMMANDS.map((argv) => [argv.join(' '), argv] as const))(
    '%s: connection refused, asks whether it runs and names the port: exit 1',
    async (_, argv) => {
      const url = `http://127.0.0.1:${await freePort()}`;
      const { code, err } = await typed({ url }, argv);
      expect(code).toBe(1);
      expect(err).toContain(`${url}: connection refused. Is the gateway running`);
      expect(err).toContain('GATEWAY_ADMIN_URL');
    },
  );

  test('a host without an address', async () => {
    const { code, err } = await typed({ url: 'http://gateway.invalid:9090' }, ['routes']);
    expect(code).toBe(1);
    expect(err).toContain('no such host');
  });

  test('a connection that breaks off', async () => {
    const url = await listening(createServer((socket) => void socket.once('data', () => socket.destroy())));
    const { code, err } = await typed({ url }, ['routes']);
    expect(code).toBe(1);
    expect(err).toContain('the connection broke off');
  });

  test('something that speaks no HTTP', async () => {
    const url = await listening(createServer((socket) => void socket.end('220 mail.example ESMTP\r\n')));
    const { code, err } = await typed({ url }, ['routes']);
    expect(code).toBe(1);
    expect(err).toContain('does not speak HTTP');
  });

  test('https where there is none', async () => {
    const { code, err } = await typed({ url: api.url.replace('http:', 'https:') }, ['routes']);
    expect(code).toBe(1);
    expect(err).toContain('the admin port itself speaks http');
  });
});

describe('somebody else there', () => {
  test("the gateway's public port is told apart", async () => {
    const gateway = await startTestGateway(configText([route('http://127.0.0.1:1')]));
    const { code, err } = await typed({ url: gateway.url }, ['routes']);
    await gateway.stop();
    expect(code).toBe(2);
    expect(err).toContain("is the gateway's public port; the API is on its admin port");
  });

  test.each([
    ['a web page', 200, 'text/html', '<html>hello'],
    ['a page not found', 404, 'text/html', '<html>no'],
    ['JSON of another kind', 404, 'application/json', '{"error":"no"}'],
    ['a problem without a code', 404, 'application/problem+json', '{"title":"Not Found"}'],
    ['a problem of a wrong form', 500, 'application/problem+json', '{"code":["a"],"title":{}}'],
    ['a problem that is no JSON', 500, 'application/problem+json', '{'],
  ])('%s: exit 1', async (_, status, type, body) => {
    const url = await answering((_request, response) =>
      response.writeHead(status, { 'Content-Type': type }).end(body),
    );
    const { code, err } = await typed({ url }, ['routes']);
    expect(code).toBe(1);
    expect(err).toContain(`answered ${status} and does not look like an admin port`);
  });

  test('what it writes does not reach the terminal as it is', async () => {
    const problem = { code: 'x', title: '\u001b[2J', detail: '\u202e\r\n' };
    const url = await answering((_request, response) =>
      response.writeHead(500, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem)),
    );
    const { err } = await typed({ url }, ['routes']);
    expect(err).toBe('webhook-gateway routes: \\u{1b}[2J \\u{202e}\\u{d}\\u{a}\n');
  });

  test('nor does the cursor that it gives', async () => {
    const one = { receivedAt: '', route: '', event: null, outcome: '', reason: null, dead: null };
    const list = { data: [{ ...one, id: null, attempts: [] }], next: '\u001b[2J' };
    const url = await answering((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(list)),
    );
    const { err } = await typed({ url }, ['dead', '--limit', '1']);
    expect(err).toContain('--cursor \\u{1b}[2J\n');
  });

  test('a list without end is not followed for ever', async () => {
    const url = await answering((_request, response) =>
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"data":[],"next":"same"}'),
    );
    const { code, err } = await typed({ url }, ['deliveries']);
    expect(code).toBe(1);
    expect(err).toContain('the same page twice');
  });
});

test('a store that does not answer is exit 1, worth a try again', async () => {
  api.operations.storeGoesAway();
  const { code, err } = await typed(api, ['routes']);
  expect(code).toBe(1);
  expect(err).toContain('does not answer (timeout); try again');
});

describe('the address', () => {
  test('--url before GATEWAY_ADMIN_URL before ADMIN_PORT', async () => {
    const wrong = 'http://127.0.0.1:1';
    const first = await typed({ url: wrong }, ['routes', '--url', api.url]);
    expect(first.code).toBe(0);
    const second = await typed(api, ['routes'], { env: { ADMIN_PORT: '1' } });
    expect(second.code).toBe(0);
    const third = await typed(undefined, ['routes'], {
      env: { ADMIN_PORT: String(api.port), GATEWAY_ADMIN_TOKEN: TOKEN },
    });
    expect(third.code).toBe(0);
  });

  test('is http://127.0.0.1:9090 where nothing else is said, or Kubernetes says what is no port', async () => {
    // Whether anybody listens there or not: what it says names the address, and the token is nobody's.
    for (const env of [{}, { ADMIN_PORT: 'tcp://10.0.0.1:80' }, { GATEWAY_ADMIN_URL: '' }]) {
      const { err } = await typed(undefined, ['routes'], { env: { ...env, GATEWAY_ADMIN_TOKEN: TOKEN } });
      expect(err).toContain('http://127.0.0.1:9090');
    }
  });

  test('may have a path, where a proxy is in front', async () => {
    let target = '';
    const url = await answering((request, response) => {
      target = request.url ?? '';
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"data":[],"next":null}');
    });
    expect((await typed({ url: `${url}/gateways/a/` }, ['routes'])).code).toBe(0);
    expect(target).toBe('/gateways/a/api/routes');
  });

  test.each([
    'nonsense',
    '127.0.0.1:9090',
    'ftp://127.0.0.1',
    'http://127.0.0.1:9090/?token=x',
    'http://user:secret@127.0.0.1:9090',
  ])('%s is none: exit 2', async (url) => {
    for (const argv of [['routes'], ['healthcheck']]) {
      for (const given of [typed({ url }, argv), typed(api, [...argv, '--url', url])]) {
        const { code, err } = await given;
        expect(code).toBe(2);
        expect(err).toMatch(/(?:--url|GATEWAY_ADMIN_URL) takes/);
        expect(err).not.toContain('secret');
      }
    }
  });
});
