/** Receivers behind TLS: who cannot prove his name is sent nothing at all. */
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket, type PeerCertificate } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAuthority, selfSigned, type Authority, type Credentials } from '../helpers/certificates.js';
import { startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { configText, deliver, expectProblem, route, type Members } from './setup.js';

let authority: Authority;
let stranger: Authority;
let good: Credentials;
let client: Credentials;
const endings: (() => Promise<unknown>)[] = [];

beforeAll(() => {
  authority = createAuthority();
  stranger = createAuthority();
  good = authority.issue({ names: 'DNS:localhost,IP:127.0.0.1' });
  client = authority.issue({ names: 'DNS:gateway' });
});

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

afterAll(() => {
  authority.close();
  stranger.close();
});

interface Receiver {
  readonly port: number;
  readonly seen: { requests: number; clients: (string | undefined)[] };
}

async function receiver(options: ServerOptions): Promise<Receiver> {
  const seen: Receiver['seen'] = { requests: 0, clients: [] };
  const server = createServer(options, (request, response) => {
    seen.requests++;
    // Without one it is an empty object.
    const certificate: Partial<PeerCertificate> =
      request.socket instanceof TLSSocket ? request.socket.getPeerCertificate() : {};
    seen.clients.push(certificate.subject?.CN as string | undefined);
    request.resume().on('end', () => response.end('ok'));
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

async function gatewayTo(url: string, tls?: Members): Promise<TestGateway> {
  const files = {
    '/certs/ca.pem': authority.cert,
    '/certs/stranger.pem': stranger.cert,
    '/certs/client.pem': client.cert,
    '/certs/client.key': client.key,
  };
  const gw = await startTestGateway(configText([route(url, { destination: tls ? { tls } : {} })]), { files });
  endings.push(() => gw.stop());
  return gw;
}

const CA = { ca: '/certs/ca.pem' };

describe('a receiver that proves its name', () => {
  test.each(['localhost', '127.0.0.1'])(
    'to an authority given in `tls.ca` is delivered to (%s)',
    async (host) => {
      const { port, seen } = await receiver(good);
      const gw = await gatewayTo(`https://${host}:${port}`, CA);
      for (let i = 1; i <= 3; i++) expect((await deliver(gw)).outcome).toBe('accepted');
      expect(seen.requests).toBe(3);
    },
  );

  test('and asks for ours gets the certificate from `tls.cert` and `tls.key`', async () => {
    const { port, seen } = await receiver({
      ...good,
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const tls = { ...CA, cert: '/certs/client.pem', key: '/certs/client.key' };
    expect((await deliver(await gatewayTo(`https://localhost:${port}`, tls))).outcome).toBe('accepted');
    expect(seen.clients).toEqual([expect.stringMatching(/^leaf2 of /)]);

    const without = await gatewayTo(`https://localhost:${port}`, CA);
    expect(await deliver(without)).toMatchObject({ outcome: 'unreachable', status: 502 });
    expect(seen.requests).toBe(1);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'and asks for ours in vain is unreachable with reason tls (%s)',
    async (version) => {
      const { port } = await receiver({
        ...{ ...good, ca: authority.cert, requestCert: true, rejectUnauthorized: true },
        ...{ minVersion: version, maxVersion: version },
      });
      const gw = await gatewayTo(`https://localhost:${port}`, CA);
      for (const n of [1, 2]) expect((await deliver(gw)).outcome, String(n)).toBe('unreachable');
      expect(gw.lines().flatMap(({ msg, reason }) => (msg === 'delivery' ? [reason] : []))).toEqual([
        'tls',
        'tls',
      ]);
    },
  );
});

describe('a receiver that does not is sent nothing', () => {
  const cases: Record<string, () => { server: ServerOptions; host?: string; tls?: Members }> = {
    'an expired certificate': () => ({
      server: authority.issue({ names: 'DNS:localhost', expired: true }),
      tls: CA,
    }),
    'a certificate for another name': () => ({
      server: authority.issue({ names: 'DNS:other.example' }),
      tls: CA,
    }),
    'a certificate for a name, asked by address': () => ({
      server: authority.issue({ names: 'DNS:localhost' }),
      host: '127.0.0.1',
      tls: CA,
    }),
    "another authority's certificate": () => ({
      server: stranger.issue({ names: 'DNS:localhost' }),
      tls: CA,
    }),
    'an authority nobody named': () => ({ server: good }),
    'a self-signed certificate': () => ({ server: selfSigned({ names: 'DNS:localhost' }) }),
    'TLS 1.1': () => ({
      server: { ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      tls: CA,
    }),
  };

  test.each(Object.entries(cases))('%s', async (_, make) => {
    const { server, host = 'localhost', tls } = make();
    const { port, seen } = await receiver(server);
    const gw = await gatewayTo(`https://${host}:${port}`, tls);
    const answer = await deliver(gw);
    expect(answer.status).toBe(502);
    expectProblem(answer, 'unreachable');
    expect(seen.requests).toBe(0);
    expect(gw.lines()).toContainEqual(
      expect.objectContaining({ outcome: 'unreachable', result: 'unreachable', reason: 'tls' }),
    );
    // It may have been replaced by a good one in the meantime: the next attempt is a new one.
    expect((await deliver(gw)).outcome).toBe('unreachable');
  });

  test('no TLS at all behind https, and TLS behind http', async () => {
    const { port, seen } = await receiver(good);
    expect((await deliver(await gatewayTo(`http://localhost:${port}`))).outcome).not.toBe('accepted');
    const gw = await gatewayTo(`https://localhost:${port}`, CA);
    const { gateway } = gw;
    const plain = await gatewayTo(`https://127.0.0.1:${gateway.publicPort}`, CA);
    expect((await deliver(plain)).outcome).toBe('unreachable');
    expect(seen.requests).toBe(0);
  });
});

test('the switch that turns all checks off keeps the gateway from starting', async () => {
  await expect(
    startTestGateway(configText([route('https://localhost:1')]), {
      env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    }),
  ).rejects.toThrow(/NODE_TLS_REJECT_UNAUTHORIZED/);
});
