/** The demo's receivers, on one port: three as Svix's documentation would have them, one as ActuallyCare's guide would. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findJudge, type Judge } from './receivers-judge.js';

/** Each is at the path of its name; the scheme is what it verifies. */
const SCHEMES = { svix: 'svix', crm: 'standard', accounting: 'svix', actuallycare: 'actuallycare' } as const;
export type ReceiverName = keyof typeof SCHEMES;

export type Took = (receiver: ReceiverName, body: Buffer) => void;

export interface DemoReceivers {
  readonly url: string;
  /** Of all but ActuallyCare's. */
  readonly judge: Judge;
  /** Deliveries that were taken: their signature held. */
  readonly taken: () => number;
  /** From now on it hears of each one taken. */
  hear(took: Took): void;
  /** The next genuine delivery there is answered with 503. */
  failNext(receiver: ReceiverName): void;
  close(): Promise<void>;
}

/** What the gateway signs with for them. */
export interface ReceiverSecrets {
  /** `whsec_…`. */
  readonly standardReceiver: string;
  readonly actuallycareReceiver: string;
}

export async function startDemoReceivers(secrets: ReceiverSecrets): Promise<DemoReceivers> {
  const judge = findJudge(secrets.standardReceiver);
  const failing = new Set<ReceiverName>();
  let taken = 0;
  let heard: Took = () => undefined;

  function statusOf(name: string, headers: IncomingHttpHeaders, body: Buffer): number {
    if (!isReceiver(name)) return 404;
    const scheme = SCHEMES[name];
    const genuine =
      scheme === 'actuallycare'
        ? byHand(secrets.actuallycareReceiver, headers, body)
        : judge.holds(scheme, headers, body);
    if (!genuine) return 401;
    if (failing.delete(name)) return 503;
    taken++;
    heard(name, body);
    return 204;
  }

  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      response.writeHead(statusOf(request.url?.slice(1) ?? '', request.headers, body)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    judge,
    taken: () => taken,
    hear(took) {
      heard = took;
    },
    failNext: (receiver) => void failing.add(receiver),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function isReceiver(name: string): name is ReceiverName {
  return Object.hasOwn(SCHEMES, name);
}

/** Without an end where the sender goes away first. */
function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
  });
}

function byHand(secret: string, headers: IncomingHttpHeaders, body: Buffer): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(String(headers['x-webhook-signature'] ?? ''));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
