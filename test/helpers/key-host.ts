/** A host of keys on loopback, whose answers a test changes while it runs; it counts what it is asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { exportJWK, SignJWT, type JWTPayload } from 'jose';

export type Answering = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export interface KeyHost {
  readonly url: string;
  /** Paths that were asked, in order. */
  readonly asked: string[];
  answer: Answering;
  close(): Promise<void>;
}

export async function startKeyHost(answer: Answering): Promise<KeyHost> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      host.answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host: KeyHost = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return host;
}

export function json(value: unknown, status = 200): Answering {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
}

/** No connection is answered, as of a host that is down. */
export const away: Answering = (request) => {
  request.socket.destroy();
};

export interface Signer {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function makeSigner(kid: string, kind: 'rsa' | 'P-256' | 'P-521' = 'P-256'): Signer {
  const pair =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: kind });
  return { kid, ...pair };
}

export async function keySet(...signers: readonly Signer[]): Promise<{ keys: unknown[] }> {
  const keys = signers.map(async ({ kid, publicKey }) => ({
    ...(await exportJWK(publicKey)),
    kid,
    use: 'sig',
  }));
  return { keys: await Promise.all(keys) };
}

/** By a library that knows nothing of the gateway. */
export function signToken(
  { kid, privateKey }: Signer,
  claims: JWTPayload,
  header: Record<string, unknown> = {},
): Promise<string> {
  const alg = privateKey.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256';
  return new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT', ...header }).sign(privateKey);
}
