/** Both ports in TLS: the same answers and counts, and nothing counted of those who do not get through. */
import { Agent, request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAuthority, type Authority, type Credentials } from '../helpers/certificates.js';
import { startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { until } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

const TOKEN = 'an-admin-token-of-31-characters';
const SECRET = 'a-secret-of-more-than-24-characters';
const NAMES = 'DNS:localhost,IP:127.0.0.1';

let authority: Authority;
let strangers: Authority;
let files: Record<string, string>;
let receiver: Upstream;
let gateway: TestGateway;
const open: { destroy(): unknown }[] = [];

beforeAll(() => {
  authority = createAuthority();
  strangers = createAuthority();
});
afterAll(() => {
  authority.close();
  strangers.close();
});
beforeEach(async () => {
  receiver = await startUpstream();
  const { cert, key } = authority.issue({ names: NAMES });
  files = { '/tls/cert.pem': cert, '/tls/key.pem': key, '/tls/ca.pem': authority.cert };
});
afterEach(async () => {
  for (const one of open.splice(0)) one.destroy();
  await gateway.stop();
  await receiver.close();
});

const yaml = (more = ''): string => `
server:
  { host: 127.0.0.1, port: 0, drainDelay: 1ms, drainTimeout: 3s, trustedProxies: [127.0.0.1],
    tls: { cert: /tls/cert.pem, key: /tls/key.pem${more} } }
admin: { host: 127.0.0.1, port: 0, token: { env: TOKEN }, tls: { cert: /tls/cert.pem, key: /tls/key.pem${more} } }
routes:
  - name: leads
    path: /in
    source: { scheme: actuallycare, secrets: [{ env: SECRET }] }
    destination: { url: "${receiver.url}", scheme: none, reason: a test }
`;

const start = async (more = ''): Promise<void> => {
  gateway = await startTestGateway(yaml(more), { env: { TOKEN, SECRET }, files });
};

interface Got {
  readonly status: number;
  readonly text: string;
  readonly version: string;
  readonly reused: boolean;
}

function ask(
  port: number,
  path: string,
  options: ConnectionOptions & { headers?: Record<string, string>; body?: string; agent?: Agent } = {},
): Promise<Got> {
  const { headers = {}, body, agent = new Agent(), ...tls } = options;
  open.push(agent);
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const target = { host: '127.0.0.1', port, path, method, headers, agent, ca: authority.cert, ...tls };
    const sent = request(target, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        const version = response.httpVersion;
        resolve({ status: response.statusCode ?? 0, text, version, reused: sent.reusedSocket });
      });
    });
    sent.on('error', reject).end(body);
  });
}

function delivery(body: string): { readonly headers: Record<string, string>; readonly body: string } {
  return { headers: signHeaders('actuallycare', SECRET, body), body };
}

/** Requests on the public port, of whatever outcome. */
const counted = (): Promise<number> => gateway.metric('webhook_gateway_deliveries_total');

test('a delivery goes through, a forged one does not, and the client behind a proxy is known', async () => {
  await start();
  const agent = new Agent({ keepAlive: true });
  const { gateway: own } = gateway;
  const genuine = delivery('{"event":"lead.created"}');
  const headers = { ...genuine.headers, 'X-Forwarded-For': '192.0.2.7' };
  const first = await ask(own.publicPort, '/in', { ...genuine, headers, agent });
  const second = await ask(own.publicPort, '/in', { ...genuine, body: '{"event":"forged"}', agent });
  expect([first.status, first.version, second.status]).toEqual([200, '1.1', 401]);
  expect(second.reused).toBe(true);
  expect(receiver.received.map(({ body }) => body.toString())).toEqual([genuine.body]);
  expect(await gateway.metric('webhook_gateway_deliveries_total', { outcome: 'accepted' })).toBe(1);
  expect(gateway.lines().find(({ outcome }) => outcome === 'accepted')).toMatchObject({
    client: '192.0.2.7',
  });
});

test('the admin port answers, with its token', async () => {
  await start();
  const { adminPort } = gateway.gateway;
  expect((await ask(adminPort, '/healthz')).status).toBe(200);
  expect((await ask(adminPort, '/api/routes')).status).toBe(401);
  const headers = { Authorization: `Bearer ${TOKEN}` };
  expect((await ask(adminPort, '/api/whoami', { headers })).text).toContain('"role":"operator"');
});

function handshake(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca: authority.cert, ...options });
    open.push(socket);
    socket.on('error', reject);
    socket.once('secureConnect', () => {
      resolve(socket);
    });
  });
}

test('TLS 1.2 and newer, and HTTP/1.1, is what it speaks', async () => {
  await start();
  const { publicPort } = gateway.gateway;
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  await expect(handshake(publicPort, old)).rejects.toThrow();
  const socket = await handshake(publicPort, { maxVersion: 'TLSv1.2', ALPNProtocols: ['h2', 'http/1.1'] });
  expect([socket.getProtocol(), socket.alpnProtocol]).toEqual(['TLSv1.2', 'http/1.1']);
  await expect(handshake(publicPort, { ALPNProtocols: ['h2'] })).rejects.toThrow();
  expect(await counted()).toBe(0);
});

test('plain HTTP at a port in TLS is closed, counted as nothing, and harms nobody', async () => {
  await start();
  for (const port of [gateway.gateway.publicPort, gateway.gateway.adminPort]) {
    await new Promise<void>((resolve) => {
      const socket = connectPlain(port, '127.0.0.1', () => {
        socket.write('POST /in HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
      });
      open.push(socket);
      socket
        .on('error', () => undefined)
        .once('close', () => {
          resolve();
        });
    });
  }
  expect([await counted(), await gateway.metric('webhook_gateway_faults_total')]).toEqual([0, 0]);
  expect((await ask(gateway.gateway.publicPort, '/in', delivery('{}'))).status).toBe(200);
});

test('a connection on which nothing came is nobody’s delivery; what is no HTTP counts as in plain', async () => {
  await start();
  const { publicPort } = gateway.gateway;
  const silent = await handshake(publicPort);
  silent.end();
  await new Promise((resolve) => silent.once('close', resolve));
  expect(await counted()).toBe(0);
  const noise = await handshake(publicPort);
  let answer = '';
  noise.setEncoding('utf8').on('data', (text: string) => (answer += text));
  noise.write('this is no HTTP\r\n\r\n');
  await new Promise((resolve) => noise.once('close', resolve));
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(await gateway.metric('webhook_gateway_deliveries_total', { outcome: 'malformed' })).toBe(1);
});

test('with clientCa only who shows a certificate of it gets through, and the others count as nothing', async () => {
  await start(', clientCa: /tls/ca.pem');
  const { publicPort, adminPort } = gateway.gateway;
  const right = authority.issue({ names: 'DNS:client' });
  const wrong: readonly Partial<Credentials>[] = [{}, strangers.issue({ names: 'DNS:client' })];
  for (const port of [publicPort, adminPort]) {
    for (const credentials of wrong) await expect(ask(port, '/healthz', credentials)).rejects.toThrow();
  }
  expect(await counted()).toBe(0);
  expect((await ask(publicPort, '/in', { ...delivery('{}'), ...right })).status).toBe(200);
  expect((await ask(adminPort, '/healthz', right)).status).toBe(200);
});

test('a reload exchanges certificates for connections to come; those that are open go on', async () => {
  await start();
  const { publicPort, adminPort } = gateway.gateway;
  const agent = new Agent({ keepAlive: true });
  await ask(publicPort, '/in', { ...delivery('{"a":1}'), agent });
  const serial = async (port: number): Promise<string> =>
    (await handshake(port)).getPeerCertificate().serialNumber;
  const before = [await serial(publicPort), await serial(adminPort)];
  const { cert, key } = authority.issue({ names: NAMES });
  Object.assign(files, { '/tls/cert.pem': cert, '/tls/key.pem': key });
  await gateway.reload(yaml());
  const after = [await serial(publicPort), await serial(adminPort)];
  expect(new Set([...before, ...after]).size).toBe(2);
  expect(after[0]).not.toBe(before[0]);
  const { status, reused } = await ask(publicPort, '/in', { ...delivery('{"a":2}'), agent });
  expect([status, reused]).toEqual([200, true]);
});

test('a drain lets connections in TLS end', async () => {
  await start();
  const idle = await handshake(gateway.gateway.publicPort);
  let closed = false;
  idle.once('close', () => (closed = true)).resume();
  await gateway.stop();
  await until('the idle connection is closed', () => closed);
});
