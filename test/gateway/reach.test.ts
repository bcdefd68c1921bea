/** The way to a receiver: through a socket of this machine, or through a proxy. */
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createSecure, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket, type PeerCertificate } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createTunnels } from '../../src/line/attempt/tunnel.js';
import { reasonOf } from '../../src/line/attempt/reasons.js';
import { createAuthority, type Authority } from '../helpers/certificates.js';
import { startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { startProxy, type Proxy, type ProxyOptions } from '../helpers/proxy.js';
import { OK, startRawReceiver, type RawReply } from '../helpers/raw-receiver.js';
import { freePort, until } from '../helpers/servers.js';
import { secretFor } from '../helpers/sign.js';
import { startUpstream } from '../helpers/upstream.js';
import { configText, deliver, route, type Members } from './setup.js';

let authority: Authority;
let folder: string;

beforeAll(() => {
  authority = createAuthority();
  folder = mkdtempSync(join(tmpdir(), 'reach-'));
});

afterAll(() => {
  authority.close();
  rmSync(folder, { recursive: true, force: true });
});

async function gatewayTo(
  url: string,
  destination: Members = {},
  env: Record<string, string> = {},
  to = 'svix',
): Promise<TestGateway> {
  const gw = await startTestGateway(configText([route(url, { to, destination })]), {
    files: { '/ca.pem': authority.cert },
    level: 'debug',
    env,
  });
  onTestFinished(() => gw.stop());
  return gw;
}

async function proxyWith(options: ProxyOptions = {}): Promise<Proxy> {
  const proxy = await startProxy(options);
  onTestFinished(() => proxy.close());
  return proxy;
}

async function rawReceiver(reply: RawReply, socketPath?: string) {
  const receiver = await startRawReceiver(reply, socketPath);
  onTestFinished(() => receiver.close());
  return receiver;
}

function reasons(gw: TestGateway): unknown[] {
  return gw.lines().flatMap(({ msg, reason }) => (msg === 'delivery' ? [reason] : []));
}

describe('a receiver behind a socket', () => {
  test('is delivered to over connections that are used again, as localhost, past interim answers', async () => {
    const receiver = await rawReceiver('HTTP/1.1 103 Early Hints\r\n\r\n' + OK, join(folder, 'one.sock'));
    const gw = await gatewayTo(`${receiver.url}?tenant=a`);
    for (const n of [1, 2, 3]) expect((await deliver(gw)).outcome, String(n)).toBe('accepted');
    expect(receiver.connections()).toBe(1);
    const [request] = receiver.requests;
    expect(request?.head).toMatch(/^POST \/hooks\?tenant=a HTTP\/1\.1\r\n/);
    expect(request?.head).toMatch(/^host: localhost\r?$/im);
  });

  test('verifies what is signed of the URL as its own http://localhost/…', async () => {
    const receiver = await rawReceiver(OK, join(folder, 'signed.sock'));
    const gw = await gatewayTo(receiver.url, {}, {}, 'square');
    expect((await deliver(gw)).outcome).toBe('accepted');
    const [request] = receiver.requests;
    const expected = createHmac('sha256', secretFor('square'))
      .update('http://localhost/hooks')
      .update(request?.body ?? '')
      .digest('base64');
    expect(/^x-square-hmacsha256-signature: (\S+)/im.exec(request?.head ?? '')?.[1]).toBe(expected);
  });

  test('that a reused connection has swallowed is sent the request once more', async () => {
    const receiver = await rawReceiver(
      ({ connection, number }) => {
        if (number === 1) connection.write(OK);
        else connection.destroy();
      },
      join(folder, 'swallowed.sock'),
    );
    const gw = await gatewayTo(receiver.url);
    for (const n of [1, 2]) expect((await deliver(gw)).outcome, String(n)).toBe('accepted');
    expect([receiver.requests.length, receiver.connections()]).toEqual([3, 2]);
  });

  test('which is not there is unreachable with reason no_socket, and is found once it is', async () => {
    const path = join(folder, 'later.sock');
    const gw = await gatewayTo(`http+unix://${path}:/hooks`);
    expect(await deliver(gw)).toMatchObject({ outcome: 'unreachable', status: 502 });
    await rawReceiver(OK, path);
    expect((await deliver(gw)).outcome).toBe('accepted');
    expect(reasons(gw)).toEqual(['no_socket', undefined]);
  });

  test('where nobody listens any more is unreachable with reason refused', async () => {
    const path = join(folder, 'left-behind.sock');
    writeFileSync(path, '');
    const gw = await gatewayTo(`http+unix://${path}:/hooks`);
    expect((await deliver(gw)).outcome).toBe('unreachable');
    expect(reasons(gw)).toEqual(['refused']);
  });

  test.each(['EACCES', 'EPERM'])(
    'that we may not open (%s) is unreachable with reason not_permitted',
    (code) => {
      expect(reasonOf(Object.assign(new Error(), { code }))).toBe('not_permitted');
    },
  );
});

async function secureReceiver(options: ServerOptions) {
  const seen: { requests: number; client: unknown; servername: unknown } = {
    requests: 0,
    client: undefined,
    servername: undefined,
  };
  const server = createSecure(options, (request, response) => {
    seen.requests += 1;
    if (request.socket instanceof TLSSocket) {
      seen.servername = request.socket.servername;
      const certificate: Partial<PeerCertificate> = request.socket.getPeerCertificate();
      seen.client = certificate.subject?.CN;
    }
    request.resume().on('end', () => response.end('ok'));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

describe('a proxy', () => {
  test('makes one tunnel to a receiver of http, that many deliveries share', async () => {
    const proxy = await proxyWith();
    const receiver = await rawReceiver('HTTP/1.1 103 Early Hints\r\n\r\n' + OK);
    const gw = await gatewayTo(receiver.url, { proxy: proxy.url });
    for (const n of [1, 2, 3]) expect((await deliver(gw)).outcome, String(n)).toBe('accepted');
    expect(proxy.asked.map(({ target }) => target)).toEqual([`127.0.0.1:${receiver.port}`]);
    expect(proxy.asked[0]?.headers).toEqual({ host: `127.0.0.1:${receiver.port}`, connection: 'close' });
    expect(receiver.connections()).toBe(1);
    expect(receiver.requests[0]?.head).toMatch(/^POST \/ HTTP\/1\.1\r\n/);
    expect(receiver.requests[0]?.head).not.toMatch(/proxy/i);
  });

  test('is given the user and password of its URL, and nobody else is', async () => {
    const proxy = await proxyWith();
    const receiver = await rawReceiver(OK);
    const url = proxy.url.replace('//', '//user:p%40canary@');
    const gw = await gatewayTo(receiver.url, { proxy: url });
    expect((await deliver(gw)).outcome).toBe('accepted');
    const basic = Buffer.from('user:p@canary').toString('base64');
    expect(proxy.asked[0]?.headers['proxy-authorization']).toBe(`Basic ${basic}`);
    for (const text of [receiver.requests[0]?.head, gw.rawLog(), await gw.metrics.scrape()])
      for (const secret of ['canary', basic]) expect(text).not.toContain(secret);
  });

  test('reads nothing of what goes to a receiver of https, who proves its own name', async () => {
    const { port, seen } = await secureReceiver(authority.issue({ names: 'DNS:receiver.example' }));
    const proxy = await proxyWith({ port });
    const gw = await gatewayTo('https://receiver.example/hooks', {
      proxy: proxy.url,
      tls: { ca: '/ca.pem' },
    });
    for (const n of [1, 2]) expect((await deliver(gw)).outcome, String(n)).toBe('accepted');
    expect(proxy.asked.map(({ target }) => target)).toEqual(['receiver.example:443']);
    expect(seen).toMatchObject({ requests: 2, servername: 'receiver.example' });
    expect(proxy.sent()).not.toMatch(/svix|POST|lead\.created/);
  });

  test.each(['DNS:other.example', 'DNS:localhost'])(
    'that leads to whoever proves another name (%s) is sent nothing',
    async (names) => {
      const { port, seen } = await secureReceiver(authority.issue({ names }));
      const proxy = await proxyWith({ port });
      const to = { proxy: proxy.url, tls: { ca: '/ca.pem' } };
      const gw = await gatewayTo('https://receiver.example/hooks', to);
      expect((await deliver(gw)).outcome).toBe('unreachable');
      expect([reasons(gw), seen.requests]).toEqual([['tls'], 0]);
    },
  );

  test('shows the receiver the certificate of destination.tls', async () => {
    const { port, seen } = await secureReceiver({
      ...authority.issue({ names: 'DNS:receiver.example' }),
      ...{ ca: authority.cert, requestCert: true, rejectUnauthorized: true },
    });
    const proxy = await proxyWith({ port });
    const client = authority.issue({ names: 'DNS:gateway' });
    const tls = { ca: '/ca.pem', cert: '/client.pem', key: '/client.key' };
    const config = configText([
      route('https://receiver.example/', { destination: { proxy: proxy.url, tls } }),
    ]);
    const files = { '/ca.pem': authority.cert, '/client.pem': client.cert, '/client.key': client.key };
    const gw = await startTestGateway(config, { files });
    onTestFinished(() => gw.stop());
    expect((await deliver(gw)).outcome).toBe('accepted');
    expect(seen.client).toMatch(/^leaf\d+ of /);
  });

  test('of https must prove its name too; destination.tls is for the receiver alone', async () => {
    const proxy = await proxyWith({ tls: authority.issue({ names: 'DNS:localhost' }) });
    const receiver = await secureReceiver(authority.issue({ names: 'DNS:localhost' }));
    const to = { proxy: proxy.url, tls: { ca: '/ca.pem' } };
    const gw = await gatewayTo(`https://localhost:${receiver.port}`, to);
    expect((await deliver(gw)).outcome).toBe('unreachable');
    expect([reasons(gw), proxy.asked]).toEqual([['proxy_unreachable'], []]);
  });

  test('of https whose authority NODE_EXTRA_CA_CERTS names is used, with TLS of the receiver inside', async () => {
    const { port, seen } = await secureReceiver(authority.issue({ names: 'DNS:receiver.example' }));
    const proxy = await proxyWith({ port, tls: authority.issue({ names: 'DNS:localhost' }) });
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, authority.cert);
    const options = {
      ...{ url: 'https://receiver.example/', timeout: 20_000, resend: true },
      ...{ tls: { ca: authority.cert }, proxy: { url: proxy.url } },
    };
    const code = `
      import { createForwarder } from './src/line/attempt/forward.ts';
      const to = createForwarder(${JSON.stringify(options)}, () => performance.now());
      to.forward(['X-A', 'b'], Buffer.from('{}'), undefined, (end) => {
        console.log(end.status ?? end.reason);
        void to.destroy();
      });`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', code],
      { cwd: new URL('../..', import.meta.url), env: { ...process.env, NODE_EXTRA_CA_CERTS: ca } },
    );
    expect([stdout.trim(), seen.requests, proxy.asked.length]).toEqual(['200', 1, 1]);
  });

  test.each([
    ['HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n', 'proxy_auth'],
    ['HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nno!!', 'proxy_refused'],
    ['HTTP/1.1 503 Service Unavailable\r\n\r\nno such host', 'proxy_refused'],
    ['HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\n\r\n', 'proxy_refused'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<p>log in</p>', 'proxy_refused'],
    ['SSH-2.0-OpenSSH\r\n\r\n', 'proxy_unreachable'],
  ])('that answers %j is no answer of the receiver', async (answer, reason) => {
    const proxy = await proxyWith({ answer });
    const gw = await gatewayTo('https://receiver.example/', { proxy: proxy.url });
    for (const n of [1, 2]) {
      const told = await deliver(gw);
      expect(told, String(n)).toMatchObject({ outcome: 'unreachable', status: 502 });
      expect(told.headers['webhook-gateway-receiver-status']).toBeUndefined();
    }
    expect(reasons(gw)).toEqual([reason, reason]);
  });

  test('that answers a page, or in the receiver’s place, is asked once a delivery and not in a loop', async () => {
    for (const behind of ['<p>log in</p>', 'HTTP/1.1 204 No Content\r\n\r\n']) {
      const proxy = await proxyWith({ answer: `HTTP/1.1 200 OK\r\n\r\n${behind}` });
      const gw = await gatewayTo('http://receiver.example/', { proxy: proxy.url, timeout: '1s' });
      expect((await deliver(gw)).outcome).toBe('unreachable');
      expect([reasons(gw), proxy.asked.length], behind).toEqual([['proxy_refused'], 1]);
    }
  });

  test('that nobody runs is unreachable with reason proxy_unreachable', async () => {
    const gw = await gatewayTo('http://receiver.example/', { proxy: `http://127.0.0.1:${await freePort()}` });
    expect((await deliver(gw)).outcome).toBe('unreachable');
    expect(reasons(gw)).toEqual(['proxy_unreachable']);
  });

  test('that makes no tunnel in time is given up with reason connect_timeout', async () => {
    const proxy = await proxyWith({ answer: '' });
    const open = createTunnels(proxy.url, 'https://receiver.example/', 100);
    const opened = await new Promise(open);
    expect(opened instanceof Error && reasonOf(opened)).toBe('connect_timeout');
  });

  test('leaves a 407 of the receiver to the receiver', async () => {
    const receiver = await startUpstream(407);
    onTestFinished(() => receiver.close());
    const gw = await gatewayTo(receiver.url, { proxy: (await proxyWith()).url });
    expect(await deliver(gw)).toMatchObject({
      outcome: 'failed',
      headers: { 'webhook-gateway-receiver-status': '407' },
    });
    expect(reasons(gw)).toEqual(['receiver_refuses_us']);
  });

  test('whose tunnel breaks between two deliveries makes another one', async () => {
    const proxy = await proxyWith();
    const receiver = await rawReceiver(OK);
    const gw = await gatewayTo(receiver.url, { proxy: proxy.url });
    expect((await deliver(gw)).outcome).toBe('accepted');
    proxy.cut();
    expect((await deliver(gw)).outcome).toBe('accepted');
    expect([proxy.asked.length, receiver.requests.length]).toEqual([2, 2]);
  });

  test('to a receiver that swallows a request on a reused tunnel: the request goes through a fresh one', async () => {
    const proxy = await proxyWith();
    const receiver = await rawReceiver(({ connection, number }) => {
      if (number === 1) connection.write(OK);
      else connection.destroy();
    });
    const gw = await gatewayTo(receiver.url, { proxy: proxy.url });
    for (const n of [1, 2]) expect((await deliver(gw)).outcome, String(n)).toBe('accepted');
    expect([proxy.asked.length, receiver.requests.length]).toEqual([2, 3]);
  });

  test('whose tunnel breaks under the first request leaves it open whether the receiver has it', async () => {
    const receiver = await rawReceiver(({ connection }) => connection.destroy());
    const gw = await gatewayTo(receiver.url, { proxy: (await proxyWith()).url });
    expect((await deliver(gw)).outcome).toBe('unreachable');
    expect(reasons(gw)).toEqual(['reset']);
  });

  test.each(['http', 'https'])(
    'holds no tunnel to a receiver of %s once the gateway is gone',
    async (protocol) => {
      const { port } =
        protocol === 'http'
          ? await rawReceiver(OK)
          : await secureReceiver(authority.issue({ names: 'DNS:localhost' }));
      const proxy = await proxyWith();
      const to = { proxy: proxy.url, ...(protocol === 'https' && { tls: { ca: '/ca.pem' } }) };
      const gw = await gatewayTo(`${protocol}://localhost:${port}`, to);
      expect((await deliver(gw)).outcome).toBe('accepted');
      expect(proxy.open()).toBe(1);
      await gw.stop();
      await until('no tunnel stands', () => proxy.open() === 0);
    },
  );

  test('from the environment serves the destinations that say so, and no other', async () => {
    const proxy = await proxyWith();
    const receiver = await rawReceiver(OK);
    const env = { HTTP_PROXY: proxy.url };
    expect((await deliver(await gatewayTo(receiver.url, {}, env))).outcome).toBe('accepted');
    expect(proxy.asked).toEqual([]);
    expect((await deliver(await gatewayTo(receiver.url, { proxy: 'environment' }, env))).outcome).toBe(
      'accepted',
    );
    expect(proxy.asked.length).toBe(1);
    const spared = { ...env, NO_PROXY: '127.0.0.0/8' };
    expect((await deliver(await gatewayTo(receiver.url, { proxy: 'environment' }, spared))).outcome).toBe(
      'accepted',
    );
    expect(proxy.asked.length).toBe(1);
  });

  test('that a reload puts in between is used from then on', async () => {
    const proxy = await proxyWith();
    const receiver = await rawReceiver(OK);
    const gw = await gatewayTo(receiver.url);
    expect((await deliver(gw)).outcome).toBe('accepted');
    await gw.reload(configText([route(receiver.url, { destination: { proxy: proxy.url } })]));
    expect((await deliver(gw)).outcome).toBe('accepted');
    expect(proxy.asked.length).toBe(1);
  });
});
