/** Every scheme into every scheme, over sockets, judged by receivers that share no code with the gateway. */
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { post, startTestGateway, type TestGateway } from '../helpers/gateway.js';
import { CHECKS, foreignProof, PROOF_HEADERS } from '../helpers/receivers.js';
import { secretFor, signHeaders } from '../helpers/sign.js';
import { startUpstream, type Received, type Upstream } from '../helpers/upstream.js';

const DESTINATIONS = [
  ...['actuallycare', 'actuallycare-bare', 'exampleapi', 'real-estate', 'svix', 'standard'],
  ...['github', 'stripe', 'slack', 'shopify'],
];
const SOURCES = [...DESTINATIONS, 'carecycle'];
const PAIRS = SOURCES.flatMap((from) => DESTINATIONS.map((to) => [from, to] as const));

const EVENT = 'lead.created';
const eventOf = (scheme: string): string => (scheme === 'github' ? 'lead_created' : EVENT);
/** Names its event and id as each of the schemes does, in a spelling no serialiser would choose. */
const BODY = Buffer.from(
  '{ "id":"evt_1",\r\n\t"event":"lead.created", "type" : "lead.created", "n":1.0, "data":{"name":"Zo\\u00EB ë"} }\n',
);

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  const routes = PAIRS.map(
    ([from, to]) => `
  - name: ${from}-to-${to}
    path: /${from}/${to}
    source: { scheme: ${from}, secrets: [ '${secretFor(from, 'a')}' ] }
    destination: { url: '${upstream.url}/${to}', scheme: ${to}, secrets: [ '${secretFor(to, 'b')}' ] }`,
  );
  gateway = await startTestGateway(`routes:${routes.join('')}`);
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

beforeEach(() => {
  upstream.received.length = 0;
});

const carriesId = (scheme: string): boolean => ['svix', 'standard', 'carecycle'].includes(scheme);

function deliver(from: string, to: string, body = BODY) {
  const headers = signHeaders(from, secretFor(from, 'a'), body, {
    event: eventOf(from),
    id: `msg_${from}_${to}`,
  });
  return post(`${gateway.url}/${from}/${to}`, body, headers);
}

function onlyRequest(): Received {
  const [request, ...more] = upstream.received;
  if (!request || more.length > 0) throw new Error(`the receiver got ${upstream.received.length} requests`);
  return request;
}

describe.each(PAIRS)('%s in, %s out', (from, to) => {
  it('arrives byte for byte under the signature its receiver checks, with an id that stays', async () => {
    const answer = await deliver(from, to);
    expect([answer.status, answer.outcome]).toEqual([200, 'accepted']);

    const request = onlyRequest();
    expect(request.method).toBe('POST');
    expect(request.path).toBe(`/${to}`);
    expect(request.body.equals(BODY)).toBe(true);
    expect(CHECKS[to]?.(request, secretFor(to, 'b'))).toBe(true);
    expect(CHECKS[to]?.(request, secretFor(to, 'a'))).toBe(false);
    expect(foreignProof(request, to)).toEqual([]);

    const { headers } = request;
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'standard-webhooks-gateway/test',
      'webhook-gateway-route': `${from}-to-${to}`,
      'webhook-gateway-source': from,
      'webhook-gateway-event': eventOf(from),
      'webhook-gateway-attempt': '1',
    });
    expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    expect(headers['webhook-gateway-source-id']).toBe(sourceId(from, to));
    const id = headers['webhook-gateway-id'];
    if (carriesId(from)) expect(id).toBe(`msg_${from}_${to}`);
    else expect(id).toMatch(/^msg_[0-9A-Za-z]{43}$/);
    expect(answer.id).toBe(id);
    if (carriesId(to)) expect(headers[to === 'standard' ? 'webhook-id' : 'svix-id']).toBe(id);

    const again = await deliver(from, to);
    expect([again.status, again.outcome, again.id]).toEqual([200, 'duplicate', id]);
    expect(upstream.received).toHaveLength(1);
  });
});

/** The provider's own id, where its deliveries have one. */
function sourceId(from: string, to: string): string | undefined {
  if (from.startsWith('actuallycare')) return undefined;
  return ['exampleapi', 'real-estate', 'stripe'].includes(from)
    ? 'evt_1'
    : from === 'slack'
      ? undefined
      : `msg_${from}_${to}`;
}

describe('the official libraries accept what arrives', () => {
  test.each(SOURCES)('from %s', async (from) => {
    const body = Buffer.from(BODY.toString().replace('evt_1', 'evt_2'));
    await deliver(from, 'standard', body);
    await deliver(from, 'svix', body);
    expect(upstream.received).toHaveLength(2);
    for (const request of upstream.received) {
      const headers = request.headers as Record<string, string>;
      const to = request.path.slice(1);
      const libraries = to === 'svix' ? [SvixWebhook] : [SvixWebhook, StandardWebhook];
      for (const Library of libraries) {
        const verified = new Library(secretFor(to, 'b')).verify(request.body, headers);
        expect(verified).toEqual(JSON.parse(body.toString()));
      }
    }
  });
});

describe('a forged delivery', () => {
  test.each(SOURCES)('of %s reaches no receiver', async (from) => {
    for (const to of DESTINATIONS) {
      const headers = signHeaders(from, secretFor(from, 'b'), BODY, { event: eventOf(from) });
      const answer = await post(`${gateway.url}/${from}/${to}`, BODY, headers);
      expect([answer.status, answer.outcome], to).toEqual([401, 'invalid_signature']);
    }
    expect(upstream.received).toEqual([]);
  });
});

it('the matrix holds every scheme of the catalogue that has an independent check, and only those', () => {
  expect(SOURCES.toSorted()).toEqual(Object.keys(CHECKS).toSorted());
  expect(SOURCES.toSorted()).toEqual(Object.keys(PROOF_HEADERS).toSorted());
  for (const name of SOURCES) expect(schemes[name], name).toBeDefined();
});
