/**
 * The receivers that the providers' guides show, rebuilt with their logic and their mistakes: what people have running
 * behind the gateway. The Node ones are Express applications; those of other languages check in the same way here.
 */
import express, { type ErrorRequestHandler, type Request } from 'express';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'svix';

export interface SeedReceiver {
  readonly url: string;
  /** The bodies it took for genuine, as it read them. */
  readonly taken: unknown[];
  close(): Promise<void>;
}

/** Says yes or no, or throws as the original would. */
type Verify = (request: Request, secret: string) => boolean;

interface Kind {
  /** What the framework makes of the body before the check: JSON with the raw bytes kept aside, JSON alone, or bytes. */
  readonly parser: 'json with bytes' | 'json' | 'bytes';
  readonly verify: Verify;
}

type WithBytes = Request & { rawBody?: Buffer };

const digest = (secret: string, ...pieces: readonly (string | Buffer)[]): string => {
  const mac = createHmac('sha256', secret);
  for (const piece of pieces) mac.update(piece);
  return mac.digest('hex');
};

/** Compares what two hexadecimal texts decode to, as far as they decode. */
const sameHex = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
};

/** Throws on texts of different lengths, as Node does. */
const sameText = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a), Buffer.from(b));

const signatureOf = (request: Request): string => request.get('X-Webhook-Signature') ?? '';
const bytesOf = (request: Request): Buffer => (request as WithBytes).rawBody ?? (request.body as Buffer);

export const SEED_RECEIVERS = {
  /** ActuallyCare, webhook setup, Express: drops the prefix, then compares decoded digests. */
  'actuallycare setup, Express': {
    parser: 'json with bytes',
    verify: (request, secret) =>
      sameHex(signatureOf(request).replace(/^sha256=/, ''), digest(secret, bytesOf(request))),
  },
  /** ActuallyCare, webhook setup, Flask: drops the prefix, then compares texts. */
  'actuallycare setup, Flask': {
    parser: 'bytes',
    verify: (request, secret) =>
      signatureOf(request).replace(/^sha256=/, '') === digest(secret, bytesOf(request)),
  },
  /** ActuallyCare, custom integration: knows no prefix, so a prefixed digest decodes to nothing. */
  'actuallycare integration, Express': {
    parser: 'json with bytes',
    verify: (request, secret) => sameHex(signatureOf(request), digest(secret, bytesOf(request))),
  },
  /** ExampleAPI, Node: signs what the parsed body serialises to. */
  'exampleapi, Express': {
    parser: 'json',
    verify: (request, secret) =>
      sameText(signatureOf(request), `sha256=${digest(secret, JSON.stringify(request.body))}`),
  },
  /** ExampleAPI, Flask: decodes the bytes as UTF-8 and encodes them again. */
  'exampleapi, Flask': {
    parser: 'bytes',
    verify: (request, secret) => {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(request));
      return signatureOf(request) === `sha256=${digest(secret, text)}`;
    },
  },
  /** ExampleAPI, Go: the bytes. */
  'exampleapi, Go': {
    parser: 'bytes',
    verify: (request, secret) => signatureOf(request) === `sha256=${digest(secret, bytesOf(request))}`,
  },
  /** Real estate, Express: the time, then what the parsed body serialises to. */
  'real-estate, Express': {
    parser: 'json',
    verify: (request, secret) => {
      const time = String(request.get('X-Webhook-Timestamp'));
      return sameText(signatureOf(request), digest(secret, time + JSON.stringify(request.body)));
    },
  },
  /** careCycle, Node: the official library, which parses what it has verified. */
  'carecycle, Express': {
    parser: 'bytes',
    verify: (request, secret) => {
      const names = ['svix-id', 'svix-timestamp', 'svix-signature'];
      const headers = Object.fromEntries(names.map((name) => [name, request.get(name) ?? '']));
      new Webhook(secret).verify(bytesOf(request), headers);
      return true;
    },
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type SeedReceiverName = keyof typeof SEED_RECEIVERS;

/** A check that throws ends as 500, as in the originals. */
const asServerError: ErrorRequestHandler = (_error, _request, response, next) => {
  if (response.headersSent) next();
  else response.status(500).end();
};

export async function startSeedReceiver(name: SeedReceiverName, secret: string): Promise<SeedReceiver> {
  const { parser, verify }: Kind = SEED_RECEIVERS[name];
  const taken: unknown[] = [];
  const app = express();
  if (parser === 'bytes') app.use(express.raw({ type: () => true }));
  else if (parser === 'json') app.use(express.json());
  else {
    app.use(
      express.json({
        verify: (request, _response, bytes) => {
          (request as unknown as WithBytes).rawBody = bytes;
        },
      }),
    );
  }
  app.post('/', (request, response) => {
    if (!verify(request, secret)) {
      response.status(401).send('invalid signature');
      return;
    }
    taken.push(request.body);
    response.status(200).send('ok');
  });
  app.use(asServerError);
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => {
      resolve(listening);
    });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
