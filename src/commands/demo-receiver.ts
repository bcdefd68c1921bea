/** The demo's receivers: one as Svix's documentation would have it, one as ActuallyCare's guide would. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DemoReceiver {
  readonly url: string;
  /** Deliveries whose signature held. */
  readonly accepted: () => number;
  close(): Promise<void>;
}

/** `verify` throws where a signature does not hold. */
interface OfficialLibrary {
  readonly Webhook: new (secret: string) => {
    verify(body: string, headers: Record<string, string>): unknown;
  };
}

/** @throws if the official library is not installed (it comes with `npm ci`, not with the published package). */
export async function startDemoReceiver(standardSecret: string, hexSecret: string): Promise<DemoReceiver> {
  const { Webhook } = (await import('svix')) as unknown as OfficialLibrary;
  const webhook = new Webhook(standardSecret);
  let accepted = 0;

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const headers = request.headers as Record<string, string>;
      const genuine = request.url === '/svix' ? byLibrary(body, headers) : byHand(body, headers);
      if (genuine) accepted++;
      response.writeHead(genuine ? 204 : 401).end();
    });
  });

  function byLibrary(body: Buffer, headers: Record<string, string>): boolean {
    try {
      webhook.verify(body.toString('utf8'), headers);
      return true;
    } catch {
      return false;
    }
  }

  function byHand(body: Buffer, headers: Record<string, string>): boolean {
    const expected = Buffer.from(`sha256=${createHmac('sha256', hexSecret).update(body).digest('hex')}`);
    const given = Buffer.from(headers['x-webhook-signature'] ?? '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted: () => accepted,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
