/** The questions that providers of the catalogue ask, each answered as its documentation wants it. */
import { createHmac } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { createHandshakes, type HandshakeAnswer } from '../../src/schemes/engine/handshake.js';
import { readKey } from '../../src/schemes/engine/keys.js';

const SECRET = 's3cret-of-the-endpoint-0123456789';

interface Asked {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the signature held; most questions have none. */
  readonly verified?: boolean;
  readonly token?: string;
}

function ask(
  name: string,
  { method = 'POST', target = '/', headers = {}, body = '', verified = false, token }: Asked,
): HandshakeAnswer | 'refused' | undefined {
  const scheme = schemes[name];
  if (!scheme) throw new TypeError(`no scheme ${name}`);
  const keys = (scheme.key ?? 'utf8') === 'utf8' ? [readKey(scheme, SECRET)] : [];
  const rawHeaders = Object.entries(headers).flat();
  const delivery = { method, target, rawHeaders, body: Buffer.from(body), receivedAt: 0 };
  return createHandshakes(scheme, keys, token)(delivery, verified);
}

/** Status, then the body, then the header that matters. */
function told(answer: HandshakeAnswer | 'refused' | undefined, header?: string): unknown {
  if (answer === undefined || answer === 'refused') return answer;
  const at = header === undefined ? -1 : answer.headers.indexOf(header);
  return [answer.status, answer.body.toString(), ...(at < 0 ? [] : [answer.headers[at + 1]])];
}

const hmac = (text: string, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', SECRET).update(text).digest(encoding);

const json = JSON.stringify;

const ANSWERED: readonly (readonly [string, Asked, unknown, string?])[] = [
  [
    'slack',
    { body: json({ type: 'url_verification', challenge: 'c1' }), verified: true },
    [200, '{"challenge":"c1"}'],
  ],
  [
    'zoom',
    {
      body: json({ event: 'endpoint.url_validation', payload: { plainToken: 'qgg8vl_Z-RS6' } }),
      verified: true,
    },
    [200, json({ plainToken: 'qgg8vl_Z-RS6', encryptedToken: hmac('qgg8vl_Z-RS6', 'hex') })],
  ],
  [
    'x',
    { method: 'GET', target: '/?crc_token=foo' },
    [200, json({ response_token: `sha256=${hmac('foo', 'base64')}` })],
  ],
  [
    'linkedin',
    { method: 'GET', target: '/?challengeCode=890e4665-4dfe-4ab1-b689-ed553bceeed0' },
    [
      200,
      json({
        challengeCode: '890e4665-4dfe-4ab1-b689-ed553bceeed0',
        challengeResponse: hmac('890e4665-4dfe-4ab1-b689-ed553bceeed0', 'hex'),
      }),
    ],
  ],
  [
    'meta',
    {
      method: 'GET',
      target: '/?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=word',
      token: 'word',
    },
    [200, '1158201444'],
  ],
  [
    'dropbox',
    { method: 'GET', target: '/?challenge=abc' },
    [200, 'abc', 'nosniff'],
    'X-Content-Type-Options',
  ],
  ['nylas', { method: 'GET', target: '/?challenge=bc609b38' }, [200, 'bc609b38']],
  ['onfleet', { method: 'GET', target: '/?check=x1' }, [200, 'x1']],
  ['asana', { headers: { 'X-Hook-Secret': 'b537' } }, [200, '', 'b537'], 'X-Hook-Secret'],
  [
    'smartsheet',
    { headers: { 'smartsheet-hook-challenge': 'q7' } },
    [200, '', 'q7'],
    'Smartsheet-Hook-Response',
  ],
  [
    'okta',
    { method: 'GET', headers: { 'X-Okta-Verification-Challenge': 'v1' } },
    [200, '{"verification":"v1"}'],
  ],
  [
    'front',
    { headers: { 'x-front-challenge': 'r1' }, body: '{"type":"sync"}', verified: true },
    [200, '{"challenge":"r1"}'],
  ],
  [
    'twitch',
    {
      headers: { 'Twitch-Eventsub-Message-Type': 'webhook_callback_verification' },
      body: '{"challenge":"pogchamp-kappa"}',
      verified: true,
    },
    [200, 'pogchamp-kappa'],
  ],
  ['discord', { body: '{"type":1}', verified: true }, [200, '{"type":1}']],
  ['discord-events', { body: '{"type":0}', verified: true }, [204, '']],
  ['microsoft-graph', { target: '/?validationToken=Validation%3A+Testing' }, [200, 'Validation: Testing']],
  ['trello', { method: 'HEAD' }, [200, '']],
  ['mandrill', { method: 'HEAD' }, [200, '']],
  ['intercom', { method: 'HEAD' }, [200, '']],
  [
    'woocommerce',
    { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'webhook_id=7' },
    [200, ''],
  ],
];

test.for(ANSWERED)('%s is answered', ([name, asked, expected, header]) => {
  expect(told(ask(name, asked), header)).toEqual(expected);
});

describe('not answered', () => {
  it('a token that is not the configured one, or where none is configured', () => {
    const target = '/?hub.mode=subscribe&hub.challenge=1&hub.verify_token=word';
    expect(ask('meta', { method: 'GET', target, token: 'another' })).toBe('refused');
    expect(ask('meta', { method: 'GET', target })).toBe('refused');
  });

  it('a signed question before its signature held', () => {
    for (const [name, asked] of ANSWERED) {
      if (asked.verified) expect(ask(name, { ...asked, verified: false }), name).toBeUndefined();
    }
  });

  it('a text that would be somebody else’s delivery once it is signed', () => {
    for (const text of ['{"event":"forged"}', 'v0:1781199731:{}', 'hmacsha256={}', 'a=b&c=d', 'two words']) {
      const target = `/?crc_token=${encodeURIComponent(text)}`;
      expect(ask('x', { method: 'GET', target }), text).toBe('refused');
    }
  });

  it('an ordinary delivery', () => {
    for (const [name] of ANSWERED)
      expect(ask(name, { body: '{"type":2}', verified: true }), name).toBeUndefined();
  });
});

it('covers every scheme that asks', () => {
  const asking = Object.keys(schemes).filter((name) => schemes[name]?.handshakes);
  const elsewhere: readonly string[] = [];
  expect(asking.filter((name) => !ANSWERED.some(([tried]) => tried === name))).toEqual(elsewhere);
});
