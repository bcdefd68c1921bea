/**
 * Situations that real senders and receivers bring about, as data: a folder each with a configuration, the requests as they
 * were sent, and what must come. The values are made up, the signatures genuine.
 *
 * One more waits for keys that do not exist yet: a signature among the fields of a form (`{field:NAME}`).
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TOKEN, ask } from '../helpers/api.js';
import { post, startTestGateway } from '../helpers/gateway.js';
import { OK, startRawReceiver, type RawReply } from '../helpers/raw-receiver.js';
import { startRedis } from '../helpers/redis.js';
import { until } from '../helpers/servers.js';
import { signHeaders } from '../helpers/sign.js';
import { startUpstream } from '../helpers/upstream.js';

interface Expected {
  readonly promise: string;
  readonly answers: readonly Partial<Sent>[];
  /** Deliveries at the receiver, each under a message id of its own. */
  readonly received: number;
  /** Path and query under which the receiver was called, where that matters. */
  readonly called?: readonly string[];
  /** Secrets that the provider handed over in its handshake, as the operator hears them. */
  readonly handed?: readonly string[];
  /** How the receiver behaves where it is not a plain 200 and where no bytes of it (receiver.bytes) say it. */
  readonly receiver?: keyof typeof RECEIVERS;
  /** A Redis of its own with so much memory, for `${REDIS_URL}`. */
  readonly redis?: string;
  /** Deliveries that go to the same path before, one after the other. They are many, so they are signed here. */
  readonly before?: Before;
}

const RECEIVERS = {
  'resets a connection at its second request': ({ number, connection }) => {
    if (number === 1) connection.write(OK);
    else connection.resetAndDestroy();
  },
} satisfies Record<string, RawReply>;

interface Receiver {
  readonly url: string;
  /** Message ids of what came, in order. */
  ids(): (string | undefined)[];
  /** Path and query of each. */
  paths(): string[];
  close(): Promise<void>;
}

async function receiverOf(name: string, kind: Expected['receiver']): Promise<Receiver> {
  const bytes = `${name}/receiver.bytes`;
  const reply = existsSync(new URL(bytes, HERE)) ? read(bytes) : kind && RECEIVERS[kind];
  if (reply === undefined) {
    const upstream = await startUpstream();
    return {
      url: upstream.url,
      ids: () => upstream.received.map(({ headers }) => String(headers['webhook-gateway-id'])),
      paths: () => upstream.received.map(({ path }) => path),
      close: () => upstream.close(),
    };
  }
  const receiver = await startRawReceiver(reply);
  return {
    url: receiver.url,
    ids: () => receiver.requests.map(({ head }) => /^webhook-gateway-id: (.*)$/im.exec(head)?.[1]),
    paths: () => receiver.requests.map(({ head }) => head.split(' ')[1] ?? ''),
    close: () => receiver.close(),
  };
}

interface Before {
  readonly count: number;
  readonly bytes: number;
  readonly scheme: string;
  readonly secret: string;
}

interface Sent {
  readonly status: number;
  readonly outcome: string;
  readonly body: string;
  /** Of the body. */
  readonly encoding: string | undefined;
}

const HERE = new URL('./', import.meta.url);
const names = readdirSync(HERE, { withFileTypes: true }).filter((entry) => entry.isDirectory());

function read(name: string): Buffer {
  return readFileSync(new URL(name, HERE));
}

/** The first line is method and target, the others are headers. */
function send(port: number, head: string, body: Buffer): Promise<Sent> {
  const [first = '', ...lines] = head.split(/\r?\n/).filter((line) => line !== '');
  const [method = '', path = ''] = first.split(' ');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [name = '', value = ''] = line.split(/:\s*(.*)/s);
    headers[name] = value;
  }
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          outcome: String(response.headers['webhook-gateway-outcome']),
          body: Buffer.concat(chunks).toString(),
          encoding: response.headers['content-encoding'],
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function sendBefore(url: string, { count, bytes, scheme, secret }: Before): Promise<void> {
  for (let n = 0; n < count; n++) {
    const body = JSON.stringify({ n, text: 'x'.repeat(bytes) });
    const answer = await post(url, body, signHeaders(scheme, secret, body));
    expect(answer.outcome, `delivery ${n}`).toBe('queued');
  }
}

describe('a case from the field', () => {
  test.each(
    names.map(
      ({ name }) => [name, JSON.parse(read(`${name}/expected.json`).toString()) as Expected] as const,
    ),
  )('%s', { timeout: 60_000 }, async (name, expected) => {
    const { promise, answers, received, receiver, called, handed = [], redis, before } = expected;
    const upstream = await receiverOf(name, receiver);
    const server = redis === undefined ? undefined : await startRedis({ maxmemory: redis });
    const config = read(`${name}/config.yaml`).toString();
    const gateway = await startTestGateway(config, {
      env: { RECEIVER_URL: upstream.url, GATEWAY_ADMIN_TOKEN: TOKEN, REDIS_URL: server?.url ?? '' },
    });
    onTestFinished(async () => {
      await gateway.stop();
      await upstream.close();
      await server?.stop();
    });
    if (before) await sendBefore(`${gateway.url}/in`, before);
    for (const [i, answer] of answers.entries()) {
      const head = read(`${name}/request-${i + 1}.headers`).toString();
      const body = read(`${name}/request-${i + 1}.body`);
      expect(await send(gateway.gateway.publicPort, head, body), promise).toMatchObject(answer);
    }
    if (before) await until('all are there', () => upstream.ids().length >= received, 20_000);
    expect(new Set(upstream.ids()).size, promise).toBe(received);
    if (receiver === undefined) expect(upstream.ids(), promise).toHaveLength(received);
    if (called) expect(upstream.paths(), promise).toEqual(called);
    for (const secret of handed) expect(gateway.rawLog(), promise).not.toContain(secret);
    const { body } = await ask({ url: gateway.adminUrl }, 'POST', '/api/routes/case/handshake');
    const secrets = body['secrets'] as readonly { readonly secret: string }[];
    expect(
      secrets.map(({ secret }) => secret),
      promise,
    ).toEqual(handed);
  });

  test('has as many requests as answers that must come', () => {
    for (const { name } of names) {
      const { answers } = JSON.parse(read(`${name}/expected.json`).toString()) as Expected;
      const bodies = readdirSync(new URL(`${name}/`, HERE)).filter((file) => file.endsWith('.body'));
      expect(bodies, name).toHaveLength(answers.length);
    }
  });
});
