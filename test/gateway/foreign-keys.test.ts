/** Sources whose keys come from elsewhere, over real sockets: what is fetched, when, and how deliveries end meanwhile. */
import { sign, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFetchKey } from '../../src/line/keys/key-fetch.js';
import { post, startTestGateway, type Answer, type TestGateway } from '../helpers/gateway.js';
import {
  away,
  json,
  keySet,
  makeSigner,
  signToken,
  startKeyHost,
  type KeyHost,
  type Signer,
} from '../helpers/key-host.js';
import { withReason } from '../helpers/refusal-reasons.js';
import { startUpstream, type Upstream } from '../helpers/upstream.js';

const [first, second, stranger] = [makeSigner('k1'), makeSigner('k2'), makeSigner('k1')];
const TIMEOUT = 300;

let keys: KeyHost;
let up: Upstream;
let gw: TestGateway;

const config = (): string => `
schemes:
  by-id:
    title: A key under its id
    keys: { fetched: "${keys.url}/keys/{header:X-Key-Id}" }
    signature: { header: X-Signature, algorithm: ecdsa-sha256, encoding: base64, content: "{body}" }
  in-set:
    title: A key of a set
    keys: { jwks: "${keys.url}/set", id: { header: X-Key-Id } }
    signature: { header: X-Signature, algorithm: ecdsa-sha256, encoding: base64, content: "{body}" }
  in-another-set:
    title: The same at an address of its own
    keys: { jwks: "${keys.url}/other-set", id: { header: X-Key-Id } }
    signature: { header: X-Signature, algorithm: ecdsa-sha256, encoding: base64, content: "{body}" }
routes:
  ${route('by-id')}
  ${route('in-set')}
  ${route('in-another-set')}
  ${route('oidc', `, owner: { issuer: "${keys.url}", audience: "https://hooks.example.com/in", account: robot@example.com }`)}
`;

function route(scheme: string, more = ''): string {
  return `- { name: ${scheme}, path: /${scheme}, source: { scheme: ${scheme}${more} }, destination: { url: "${up.url}", scheme: none, reason: the receiver of this test } }`;
}

beforeAll(async () => {
  keys = await startKeyHost(away);
  up = await startUpstream();
  gw = await startTestGateway(config(), { fetchKey: createFetchKey(TIMEOUT) });
});

afterAll(async () => {
  await gw.stop();
  await Promise.all([keys.close(), up.close()]);
});

beforeEach(() => {
  keys.asked.length = 0;
  up.received.length = 0;
});

let count = 0;
const fresh = (): string => JSON.stringify({ type: 'made', number: ++count });

const signatureOf = (body: string, key: KeyObject): string =>
  sign('sha256', Buffer.from(body), key).toString('base64');

function deliver(scheme: string, id: string, { privateKey }: Signer, body = fresh()): Promise<Answer> {
  return post(`${gw.url}/${scheme}`, body, { 'X-Key-Id': id, 'X-Signature': signatureOf(body, privateKey) });
}

const pem = ({ publicKey }: Signer): string => publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe('a key under its id', () => {
  const text =
    (body: string | Buffer, status = 200, headers: Record<string, string> = {}): KeyHost['answer'] =>
    (_request, response) => {
      response.writeHead(status, headers).end(body);
    };

  test('is fetched for the first delivery and serves the next; another key, and another body, are refused', async () => {
    keys.answer = text(pem(first));
    expect(await deliver('by-id', 'genuine', first)).toMatchObject({ status: 200, outcome: 'accepted' });
    expect(await deliver('by-id', 'genuine', first)).toMatchObject({ outcome: 'accepted' });
    expect(await deliver('by-id', 'genuine', stranger)).toMatchObject({
      status: 401,
      outcome: 'invalid_signature',
    });
    const headers = { 'X-Key-Id': 'genuine', 'X-Signature': signatureOf(fresh(), first.privateKey) };
    expect(await post(`${gw.url}/by-id`, fresh(), headers)).toMatchObject({ outcome: 'invalid_signature' });
    expect(keys.asked).toEqual(['/keys/genuine']);
    expect(await gw.metric('webhook_gateway_key_fetches_total', { route: 'by-id', result: 'fetched' })).toBe(
      1,
    );
  });

  test('is asked for only if the rest could be genuine', async () => {
    keys.answer = text(pem(first));
    const told = async (headers: Record<string, string | string[]>): Promise<string | undefined> =>
      (await post(`${gw.url}/by-id`, '{}', headers)).outcome;
    const signature = signatureOf('{}', first.privateKey);
    expect(await told({ 'X-Key-Id': 'new' })).toBe('missing_signature');
    expect(await told({ 'X-Signature': signature })).toBe('missing_signature');
    expect(await told({ 'X-Key-Id': '../other', 'X-Signature': signature })).toBe('malformed');
    expect(await told({ 'X-Key-Id': ['one', 'two'], 'X-Signature': signature })).toBe('malformed');
    expect(await told({ 'X-Key-Id': 'x'.repeat(300), 'X-Signature': signature })).toBe('malformed');
    expect(keys.asked).toEqual([]);
  });

  test.each<[string, () => KeyHost['answer']]>([
    ['a redirect', () => text('', 302, { location: `${keys.url}/keys/genuine` })],
    ['an answer that is too large', () => text(Buffer.alloc(70_000, 0x20))],
    ['another content', () => text('<html>Welcome</html>')],
    ['no answer in time', () => () => undefined],
    ['a broken connection', () => away],
    ['a failure', () => text(pem(first), 500)],
  ])('for which its host has %s is unavailable, and the delivery accepted later', async (what, answer) => {
    const id = what.replaceAll(' ', '-');
    keys.answer = answer();
    const refused = await send(id);
    expect(refused).toMatchObject({ status: 503, outcome: 'key_unavailable' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    keys.answer = text(pem(first));
    expect(await send(id)).toMatchObject({ status: 200, outcome: 'accepted' });
    expect(keys.asked).toEqual([`/keys/${id}`, `/keys/${id}`]);
  });

  /** Each from a client of its own would need proxies; the limit of one client is not what is tested here. */
  async function send(id: string): Promise<Answer> {
    await gw.reload(config().replaceAll('name: by-id', `name: by-id-${id}`));
    const answer = await deliver('by-id', id, first);
    await gw.reload(config());
    return answer;
  }

  test('that its host has none of is no genuine one', async () => {
    keys.answer = text('', 404);
    const [answer, reason] = await withReason(gw, () => deliver('by-id', 'unknown', first));
    expect(answer).toMatchObject({ status: 401, outcome: 'invalid_signature' });
    expect(reason).toBe('unknown_key');
  });

  test('is not fetched for the fifth new id of a client within a minute', async () => {
    keys.answer = text('', 404);
    const told = [];
    for (let i = 0; i < 6; i++) told.push((await deliver('by-id', `flood-${i}`, first)).outcome);
    expect(told.at(-1)).toBe('key_unavailable');
    expect(keys.asked.length).toBeLessThan(5);
    expect(await deliver('by-id', 'genuine', first)).toMatchObject({ outcome: 'accepted' });
  });
});

describe('a set of keys', () => {
  test('is turned over without a gap, and keys in hand serve while its host is away', async () => {
    keys.answer = away;
    expect(await deliver('in-set', 'k1', first)).toMatchObject({ status: 503, outcome: 'key_unavailable' });
    keys.answer = json(await keySet(first));
    expect(await deliver('in-set', 'k1', first)).toMatchObject({ outcome: 'accepted' });
    keys.answer = json(await keySet(first, second));
    expect(await deliver('in-set', 'k2', second)).toMatchObject({ outcome: 'accepted' });
    expect(await deliver('in-set', 'k1', first)).toMatchObject({ outcome: 'accepted' });
    keys.answer = away;
    expect(await deliver('in-set', 'k1', first)).toMatchObject({ outcome: 'accepted' });
    expect(await deliver('in-set', 'k2', first)).toMatchObject({ status: 401, outcome: 'invalid_signature' });
    const [answer, reason] = await withReason(gw, () => deliver('in-set', 'k3', second));
    expect(answer).toMatchObject({ status: 503, outcome: 'key_unavailable' });
    expect(reason).toBe('key_host_away');
  });

  test('is asked once for any number of unknown ids', async () => {
    keys.answer = json(await keySet(first));
    for (let i = 0; i < 20; i++) {
      expect(await deliver('in-another-set', `x${i}`, stranger)).toMatchObject({ status: 401 });
    }
    expect(await deliver('in-another-set', 'k1', first)).toMatchObject({ outcome: 'accepted' });
    expect(keys.asked).toEqual(['/other-set']);
  });
});

describe('a token of an OpenID issuer', () => {
  const robot = makeSigner('r1', 'rsa');
  const claims = () => ({
    iss: keys.url,
    aud: 'https://hooks.example.com/in',
    email: 'robot@example.com',
    email_verified: true,
    exp: Math.floor(Date.now() / 1000) + 300,
  });

  beforeAll(async () => {
    const set = await keySet(robot);
    keys.answer = (request, ...rest) => {
      const document = { issuer: keys.url, jwks_uri: `${keys.url}/jwks` };
      json(request.url === '/jwks' ? set : document)(request, ...rest);
    };
  });

  const call = async (more: object, by = robot, header: Record<string, unknown> = {}): Promise<string> => {
    const token = await signToken(by, { ...claims(), ...more }, header);
    const [answer, reason] = await withReason(gw, () =>
      post(`${gw.url}/oidc`, fresh(), { Authorization: `Bearer ${token}` }),
    );
    return `${answer.outcome ?? ''} ${reason}`.trim();
  };

  test('is taken if it is ours, by the keys that the issuer names', async () => {
    expect(await call({})).toBe('accepted');
    expect(await call({ aud: ['https://else.example', 'https://hooks.example.com/in'] })).toBe('accepted');
    expect(keys.asked).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  test('is refused if it is for another, of another, out of its time, or under another key', async () => {
    expect(await call({ aud: 'https://hooks.example.com/other' })).toBe('invalid_signature owner_mismatch');
    expect(await call({ aud: undefined })).toBe('invalid_signature owner_mismatch');
    expect(await call({ email: 'else@example.com' })).toBe('invalid_signature owner_mismatch');
    expect(await call({ email_verified: false })).toBe('invalid_signature owner_mismatch');
    expect(await call({ iss: 'https://accounts.example' })).toBe('invalid_signature owner_mismatch');
    expect(await call({ exp: Math.floor(Date.now() / 1000) - 60 })).toBe('stale too_old');
    expect(await call({ nbf: Math.floor(Date.now() / 1000) + 600 })).toBe('stale too_new');
    expect(await call({}, { ...makeSigner('r1', 'rsa') })).toBe('invalid_signature mismatch');
    expect(await call({}, robot, { crit: ['b64'], b64: true })).toBe('invalid_signature unknown_version');
    expect(await call({}, { ...robot, kid: 'r2' })).toBe('invalid_signature unknown_key');
  });

  test('cannot choose its algorithm', async () => {
    const [, payload = ''] = (await signToken(robot, claims())).split('.');
    const head = Buffer.from(JSON.stringify({ alg: 'none', kid: 'r1' })).toString('base64url');
    const answer = await post(`${gw.url}/oidc`, fresh(), { Authorization: `Bearer ${head}.${payload}.AA` });
    expect(answer).toMatchObject({ status: 401, outcome: 'invalid_signature' });
  });
});
