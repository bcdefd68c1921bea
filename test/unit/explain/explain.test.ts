import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { explain, type Cause, type Explanation } from '../../../src/explain/explain.js';
import type { RouteUrl } from '../../../src/explain/url-causes.js';
import { parseHeaders } from '../../../src/commands/explain.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import type { Scheme } from '../../../src/schemes/spec.js';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { createSigner } from '../../../src/schemes/engine/sign.js';
import { secretFor, signHeaders } from '../../helpers/sign.js';

const NOW = Date.UTC(2026, 5, 11, 17, 42, 11);
const BODY = '{"event": "lead.created", "team_id": "t/1", "data": {"name": "Zo\u00eb"}}\n';

interface Sent {
  readonly headers: Record<string, string | string[]>;
  readonly body?: string | Buffer;
  readonly secret?: string;
  readonly other?: string;
  readonly now?: number;
  readonly url?: string;
}

function ask(schemeName: string, { headers, body = BODY, secret, other, now = NOW, url }: Sent): Explanation {
  const scheme = schemes[schemeName];
  if (!scheme) throw new TypeError(schemeName);
  return explain({
    schemeName,
    scheme,
    secrets: [{ name: 'MY_SECRET', value: secret ?? secretFor(schemeName) }],
    otherSecrets: other === undefined ? [] : [{ name: 'OTHER', value: other }],
    url,
    delivery: {
      method: 'POST',
      target: '',
      rawHeaders: Object.entries(headers).flatMap(([name, value]) =>
        [value].flat().flatMap((one) => [name, one]),
      ),
      body: Buffer.from(body),
      receivedAt: now,
    },
  });
}

function hmac(key: string | Buffer, content: string | Buffer, encoding: 'hex' | 'base64' = 'hex'): string {
  return createHmac('sha256', key).update(content).digest(encoding);
}

function standardHeaders(key: string | Buffer, body = BODY, at = NOW): Record<string, string> {
  const time = String(Math.floor(at / 1000));
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': time,
    'webhook-signature': `v1,${hmac(key, `msg_1.${time}.${body}`, 'base64')}`,
  };
}

const KEY = Buffer.from('a'.repeat(32));
const WHSEC = secretFor('standard');

test('a delivery that verifies is said to, with the secret that matched', () => {
  expect(
    ask('actuallycare', { headers: signHeaders('actuallycare', secretFor('actuallycare'), BODY) }),
  ).toEqual({
    verifies: true,
    secret: 'MY_SECRET',
    reason: undefined,
    causes: [],
  });
});

describe('the first cause named is the mistake that was made', () => {
  const cases: readonly (readonly [string, string, Sent, string])[] = [
    [
      'the secret is another one and nothing else matches',
      'actuallycare',
      { headers: { 'x-webhook-signature': `sha256=${hmac('someone else entirely', BODY)}` } },
      'wrong_secret',
    ],
    [
      "the route's other secret matches",
      'actuallycare',
      {
        headers: { 'x-webhook-signature': `sha256=${hmac('the other secret', BODY)}` },
        other: 'the other secret',
      },
      'other_secret',
    ],
    [
      'the secret was read as text instead of base64',
      'standard',
      { headers: standardHeaders(WHSEC) },
      'secret_is_text',
    ],
    [
      'the whsec_ prefix was stripped, but not decoded',
      'standard',
      { headers: standardHeaders(WHSEC.slice(6)) },
      'secret_prefix_stripped',
    ],
    [
      'the secret was decoded from base64 though it is text',
      'github',
      {
        headers: { 'x-hub-signature-256': `sha256=${hmac(Buffer.from(WHSEC.slice(6), 'base64'), BODY)}` },
        secret: WHSEC,
      },
      'secret_is_base64',
    ],
    [
      'the secret was decoded from hex though it is text',
      'github',
      {
        headers: { 'x-hub-signature-256': `sha256=${hmac(Buffer.from('ab'.repeat(32), 'hex'), BODY)}` },
        secret: 'ab'.repeat(32),
      },
      'secret_is_hex',
    ],
    [
      'a line end stands behind the secret',
      'github',
      { headers: { 'x-hub-signature-256': `sha256=${hmac(`${'a'.repeat(32)}\n`, BODY)}` } },
      'secret_has_newline',
    ],
    [
      'the digest is in base64 instead of hex',
      'github',
      { headers: { 'x-hub-signature-256': `sha256=${hmac('a'.repeat(32), BODY, 'base64')}` } },
      'signature_form',
    ],
    [
      'the digest is in hex instead of base64',
      'shopify',
      { headers: { 'x-shopify-hmac-sha256': hmac('a'.repeat(32), BODY) } },
      'signature_form',
    ],
    [
      'the prefix is missing',
      'github',
      { headers: { 'x-hub-signature-256': hmac('a'.repeat(32), BODY) } },
      'signature_form',
    ],
    [
      'a prefix stands where none belongs',
      'shopify',
      { headers: { 'x-shopify-hmac-sha256': `sha256=${hmac('a'.repeat(32), BODY, 'base64')}` } },
      'signature_form',
    ],
    [
      'the time was signed though the scheme signs the body alone',
      'exampleapi',
      {
        headers: {
          'x-webhook-timestamp': '1781199731',
          'x-webhook-signature': `sha256=${hmac('a'.repeat(32), `1781199731.${BODY}`)}`,
        },
      },
      'content_with_time',
    ],
    [
      'the time was not signed though the scheme signs it',
      'stripe',
      { headers: { 'stripe-signature': `t=${NOW / 1000},v1=${hmac('a'.repeat(32), BODY)}` } },
      'content_without_time',
    ],
    [
      'another separator stands between time and body',
      'stripe',
      {
        headers: {
          'stripe-signature': `t=${NOW / 1000},v1=${hmac('a'.repeat(32), `${NOW / 1000}:${BODY}`)}`,
        },
      },
      'content_separator',
    ],
    [
      'the body was re-serialised',
      'github',
      {
        headers: {
          'x-hub-signature-256': `sha256=${hmac('a'.repeat(32), JSON.stringify(JSON.parse(BODY)))}`,
        },
      },
      'body_reserialised',
    ],
    [
      'a line end was added to the body',
      'github',
      { headers: { 'x-hub-signature-256': `sha256=${hmac('a'.repeat(32), BODY.trim())}` } },
      'body_newline_added',
    ],
    [
      'a byte order mark was added to the body',
      'github',
      { headers: { 'x-hub-signature-256': `sha256=${hmac('a'.repeat(32), BODY)}` }, body: `\u{feff}${BODY}` },
      'body_bom',
    ],
    [
      'the time is in milliseconds',
      'standard',
      { headers: { ...standardHeaders(KEY), 'webhook-timestamp': String(NOW) } },
      'time_in_ms',
    ],
    ['the time is stale', 'standard', { headers: standardHeaders(KEY, BODY, NOW - 3_600_000) }, 'stale'],
    [
      'it is of another known scheme',
      'standard',
      { headers: { ...signHeaders('svix', WHSEC, BODY, { at: NOW }) } },
      'missing_signature',
    ],
    [
      'the provider renamed its header',
      'github',
      { headers: { 'X-New-Sig': `sha256=${hmac(secretFor('github'), BODY)}` } },
      'header_renamed',
    ],
    [
      'the signature header came twice',
      'github',
      { headers: { 'x-hub-signature-256': ['sha256=a', 'sha256=b'] } },
      'repeated_header',
    ],
    [
      'the secret cannot be decoded',
      'standard',
      { headers: standardHeaders(KEY), secret: 'whsec_%%%' },
      'unreadable_secret',
    ],
  ];
  test.each(cases)('%s', (_title, scheme, sent, cause) => {
    const { verifies, causes } = ask(scheme, sent);
    expect(verifies).toBe(false);
    expect(causes[0]?.cause).toBe(cause);
  });
});

test('a renamed header is named with what else is different, and never its digest', () => {
  const digest = hmac(secretFor('github'), BODY);
  const { causes } = ask('github', { headers: { 'X-New-Sig': `v2=${digest}` } });
  expect(causes.slice(0, 2).map(({ cause }) => cause)).toEqual(['header_renamed', 'signature_form']);
  expect(causes[0]?.text).toContain('the header X-New-Sig, and the scheme reads X-Hub-Signature-256');
  expect(JSON.stringify(causes)).not.toContain(digest.slice(-20));
});

test('another scheme that matches with this secret is named', () => {
  const { causes } = ask('exampleapi', { headers: signHeaders('github', 'a'.repeat(32), BODY) });
  expect(causes.find(({ cause }) => cause === 'other_scheme')?.evidence).toBe(
    'matches scheme github with this secret',
  );
});

test('how stale a delivery is stands in the words', () => {
  const { causes } = ask('standard', { headers: standardHeaders(KEY, BODY, NOW - 3_600_000) });
  expect(causes[0]?.text).toContain('by 1h');
});

test.each([
  ['stale', NOW - 3_600_000, 'stale'],
  ['ahead', NOW + 3_600_000, 'stale'],
])('a delivery whose time alone is wrong has no second cause: %s', (_title, at, cause) => {
  const { causes } = ask('standard', { headers: standardHeaders(KEY, BODY, at) });
  expect(causes.map((one) => one.cause)).toEqual([cause]);
});

test('a delivery whose time is in milliseconds has no second cause', () => {
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(NOW),
    'webhook-signature': `v1,${hmac(KEY, `msg_1.${NOW}.${BODY}`, 'base64')}`,
  };
  const { causes } = ask('standard', { headers });
  expect(causes.map((one) => one.cause)).toEqual(['time_in_ms']);
});

describe('a time that stands elsewhere than in a header of its own is read too:', () => {
  const second = (at: number): string => String(Math.floor(at / 1000));
  const stripe = (time: string) => ({
    'stripe-signature': `t=${time},v1=${hmac(secretFor('stripe'), `${time}.${BODY}`)}`,
  });
  const paddle = (time: string) => ({
    'paddle-signature': `ts=${time};h1=${hmac(secretFor('paddle'), `${time}:${BODY}`)}`,
  });
  const linear = (time: string): Sent => {
    const body = `{"webhookTimestamp":${time}}`;
    return { body, headers: { 'linear-signature': hmac(secretFor('linear'), body) } };
  };

  test.each<[string, string, Sent, string, string, string]>([
    ['milliseconds', 'stripe', { headers: stripe(String(NOW)) }, 'time_in_ms', 'has seconds', `t: ${NOW}`],
    ['milliseconds', 'paddle', { headers: paddle(String(NOW)) }, 'time_in_ms', 'has seconds', `ts: ${NOW}`],
    [
      'seconds',
      'linear',
      linear(second(NOW)),
      'time_in_s',
      'has milliseconds',
      `/webhookTimestamp: ${second(NOW)}`,
    ],
    [
      'too old',
      'stripe',
      { headers: stripe(second(NOW - 3_600_000)) },
      'stale',
      'by 1h',
      'tolerance 5m; use --now to verify as of another moment',
    ],
    [
      'too old',
      'paddle',
      { headers: paddle(second(NOW - 3_600_000)) },
      'stale',
      'by 1h',
      'tolerance 5s back, 5m ahead; use --now',
    ],
    ['too old', 'linear', linear(String(NOW - 36_000_000)), 'stale', 'by 10h', 'tolerance 8h back, 5m ahead'],
  ])('%s under %s', (_what, scheme, sent, word, text, evidence) => {
    const { causes } = ask(scheme, sent);
    expect(causes).toMatchObject([{ cause: word }]);
    expect(causes[0]?.text).toContain(text);
    expect(causes[0]?.evidence).toContain(evidence);
  });
});

test('a URL that is signed and was not given is said first', () => {
  const { causes } = ask('square', {
    headers: { 'x-square-hmacsha256-signature': hmac('k', 'x', 'base64') },
  });
  expect(causes[0]).toMatchObject({ cause: 'url_missing' });
  expect(causes[0]?.text).toContain('--url');
});

test("the parts of a user's scheme are tried in every order", () => {
  const scheme: Scheme = {
    ...(schemes['actuallycare'] as Scheme),
    signature: {
      header: 'X-Sig',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      content: '{header:X-Shop}.{header:X-Time}.{body}',
    },
  };
  const signature = hmac('a'.repeat(32), `${BODY}.9.shop`);
  const { causes } = explain({
    schemeName: 'mine',
    scheme,
    secrets: [{ name: 'MY_SECRET', value: 'a'.repeat(32) }],
    otherSecrets: [],
    url: undefined,
    delivery: {
      method: 'POST',
      target: '',
      rawHeaders: ['X-Shop', 'shop', 'X-Time', '9', 'X-Sig', signature],
      body: Buffer.from(BODY),
      receivedAt: NOW,
    },
  });
  expect(causes[0]?.cause).toBe('content_separator');
  expect(causes[0]?.text).toContain('{body}.{header:X-Time}.{header:X-Shop}');
});

test('the general scheme is named before its twins', () => {
  const { causes } = ask('actuallycare', { headers: standardHeaders(KEY), secret: WHSEC });
  const named = causes.filter(({ cause }) => cause === 'other_scheme').map(({ evidence }) => evidence);
  expect(named[0]).toContain('scheme standard ');
  expect(named.length).toBeGreaterThan(1);
});

test('an API key of another product is said to be one, and is not repeated', () => {
  const secret = 'xoxb-012345678901-canarycanary';
  const headers = { 'x-webhook-signature': `sha256=${hmac('another', BODY)}` };
  const { causes } = ask('actuallycare', { headers, secret });
  expect(causes.map((one) => one.cause)).toEqual(['foreign_secret']);
  expect(causes[0]?.text).toContain('Slack');
  expect(JSON.stringify(causes)).not.toContain('canary');
});

describe('headers are read as they are pasted', () => {
  const wanted = ['Content-Type', 'application/json', 'X-Sig', "it's:1"];
  test.each([
    ['lines', "POST /in HTTP/1.1\nContent-Type: application/json\nX-Sig: it's:1"],
    ['HTTP/2', ":method: POST\n:path: /in\nContent-Type: application/json\nX-Sig: it's:1"],
    [
      'curl -v',
      "* Connected to a (1.1.1.1) port 443\n> POST /in HTTP/1.1\n> Content-Type: application/json\n> X-Sig: it's:1\n>\n} [5 bytes data]\n< HTTP/1.1 200 OK\n< X-Other: 1",
    ],
    ['options', "-H 'Content-Type: application/json'\n-H 'X-Sig: it'\\''s:1'"],
    [
      'the quoting that a browser copies for bash',
      "curl 'https://a.example/in' \\\n  -H $'Content-Type: application/json' \\\n  -H $'X-Sig: it\\'s\\u003a1'",
    ],
    [
      'a command',
      `curl -i 'https://a.example/in' \\\n  -H "Content-Type: application/json" \\\n  --header "X-Sig: it's:1" \\\n  --data-binary '{"a": 1}'`,
    ],
  ])('%s', (_title, text) => {
    expect(parseHeaders(text)).toEqual(wanted);
  });
});

test('neither secret nor signature is repeated in an explanation', () => {
  const signature = hmac('someone else entirely', BODY);
  const text = JSON.stringify(
    ask('actuallycare', {
      headers: { 'x-webhook-signature': `sha1=${signature}` },
      secret: 'canary-secret-value',
    }),
  );
  expect(text).not.toContain('canary-secret-value');
  expect(text).not.toContain(signature);
});

describe('a URL is judged as the route reads it', () => {
  const secret = secretFor('square');
  const scheme = schemes['square'] as Scheme;
  const PUBLIC = 'https://hooks.example.com/in';

  /** A genuine delivery to this URL, and what is said of it. */
  function toldOf(sentTo: string, url: string | undefined, route: RouteUrl): Explanation {
    const rawHeaders = ['Content-Type', 'application/json'];
    createSigner(scheme, [readKey(scheme, secret)], sentTo)(
      { id: 'a', body: Buffer.from('{}') },
      NOW,
      rawHeaders,
    );
    return explain({
      schemeName: 'square',
      scheme,
      secrets: [{ name: 'MY_SECRET', value: secret }],
      otherSecrets: [],
      url,
      route,
      delivery: { method: 'POST', target: '', rawHeaders, body: Buffer.from('{}'), receivedAt: NOW },
    });
  }
  const route = (publicUrl = PUBLIC, signedQuery?: RouteUrl['signedQuery']): RouteUrl => ({
    publicUrl,
    signedQuery,
  });

  test('scheme, host and path are the route\u2019s, and the query is the one that came', () => {
    const url = 'http://10.0.0.7:8080/in?step=1';
    const { verifies } = toldOf(`${PUBLIC}?step=1`, url, route(PUBLIC, { step: 'digits' }));
    expect(verifies).toBe(true);
  });

  test('a forgotten --url is the likely cause if the query that came is not known', () => {
    const { causes } = toldOf(`${PUBLIC}?step=1`, undefined, route(PUBLIC, { step: 'digits' }));
    expect(causes[0]).toMatchObject({ cause: 'url_missing' });
    expect(causes[0]?.text).toContain('--url');
    expect(causes[0]?.evidence).toContain(`publicUrl: ${PUBLIC}`);
  });

  test('a URL that the route does not expect, and under which the signature holds, is said first', () => {
    const other = 'https://hooks.example.com/other?token=canary';
    const { causes } = toldOf(other, other, route(PUBLIC, 'any'));
    expect(causes[0]).toMatchObject({ cause: 'url' });
    expect(causes[0]?.text).toContain('publicUrl');
    expect(causes[0]?.evidence).toBe(
      `publicUrl: ${PUBLIC}; --url: https://hooks.example.com/other?token=\u2026`,
    );
  });

  test('a URL that the route does not expect is named where nothing else is known', () => {
    const { causes } = toldOf('https://elsewhere.example/', 'https://hooks.example.com/other', route());
    expect(causes[0]).toMatchObject({ cause: 'url_differs' });
  });

  test('parameters that are too many, or lacking, are named without their values', () => {
    const told = (query: string, allowed: RouteUrl): readonly Cause[] =>
      toldOf(PUBLIC, `${PUBLIC}?${query}`, allowed).causes.filter(
        ({ cause }) => cause === 'query_unexpected',
      );
    const evidence = (query: string, allowed: RouteUrl): string[] =>
      told(query, allowed).map((one) => one.evidence);
    expect(evidence('step=1&utm=canary&x=2', route(PUBLIC, { step: 'digits' }))).toEqual([
      'too many: utm, x',
    ]);
    expect(evidence('step=1a', route(PUBLIC, { step: 'digits' }))).toEqual(['too many: step']);
    expect(evidence('step=1&step=2', route(PUBLIC, { step: 'digits' }))).toEqual(['too many: step']);
    expect(evidence('a=1', route(PUBLIC, 'none'))).toEqual(['too many: a']);
    expect(evidence('b=1', route(`${PUBLIC}?tenant=a`, 'none'))).toEqual(['too many: b', 'missing: tenant']);
    expect(evidence('b=1', route(`${PUBLIC}?tenant=a`, 'any'))).toEqual(['missing: tenant']);
  });
});
