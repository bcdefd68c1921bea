/** The questions that providers of the catalogue ask, each answered as its documentation wants it. */
import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { createHandshakes, type HandshakeAnswer } from '../../src/schemes/engine/handshake.js';
import { readKey } from '../../src/schemes/engine/keys.js';
import { readProviderFiles, type Asked, type Question } from './provider-files.js';

const SECRET = 's3cret-of-the-endpoint-0123456789';

const questions = readProviderFiles().flatMap((file) => file.questions);

function ask(
  { scheme: name, secret }: Pick<Question, 'scheme' | 'secret'>,
  { method = 'POST', target = '/', headers = {}, body = '', verified = false, token, url }: Asked,
): HandshakeAnswer | 'refused' | undefined {
  const scheme = schemes[name];
  if (!scheme) throw new TypeError(`no scheme ${name}`);
  const keys = secret === undefined ? [] : [readKey(scheme, secret)];
  const rawHeaders = Object.entries(headers).flat();
  const delivery = { method, target, rawHeaders, body: Buffer.from(body), receivedAt: 0 };
  return createHandshakes(scheme, keys, token, url)(delivery, verified);
}

/** Status, body, and the value of the header that matters. */
function told(answer: HandshakeAnswer | 'refused' | undefined, header?: string): unknown {
  if (answer === undefined || answer === 'refused') return answer;
  const at = header === undefined ? -1 : answer.headers.indexOf(header);
  return {
    status: answer.status,
    body: answer.body.toString(),
    value: at < 0 ? undefined : answer.headers[at + 1],
  };
}

const named = questions.map((question) => [question.scheme, question] as const);

test.for(named)('%s is answered', ([, question]) => {
  const { status, body, header: [name, value] = [] } = question.told;
  expect(told(ask(question, question.asked), name)).toEqual({ status, body, value });
});

describe('not answered', () => {
  it('a token that is not the configured one, or where none is configured', () => {
    const target = '/?hub.mode=subscribe&hub.challenge=1&hub.verify_token=word';
    expect(ask({ scheme: 'meta', secret: SECRET }, { method: 'GET', target, token: 'another' })).toBe(
      'refused',
    );
    expect(ask({ scheme: 'meta', secret: SECRET }, { method: 'GET', target })).toBe('refused');
  });

  it('a signed question before its signature held', () => {
    for (const question of questions) {
      const { scheme, asked } = question;
      if (asked.verified) expect(ask(question, { ...asked, verified: false }), scheme).toBeUndefined();
    }
  });

  it('a hash without the token or the URL of the route, or of more than a code', () => {
    const asked = {
      method: 'GET',
      target: '/?challenge_code=a8628072',
      token: 'a-token',
      url: 'https://a.example/',
    };
    const told = (changed: Partial<Asked>): unknown => ask({ scheme: 'ebay' }, { ...asked, ...changed });
    expect(told({})).toMatchObject({ status: 200 });
    for (const name of ['token', 'url']) expect(told({ [name]: undefined }), name).toBe('refused');
    expect(told({ target: '/?challenge_code=' })).toBe('refused');
    expect(told({ target: '/?challenge_code=a%20b' })).toBe('refused');
    expect(told({ target: '/?other=a8628072' })).toBeUndefined();
  });

  it('a text that would be somebody else’s delivery once it is signed', () => {
    for (const text of ['{"event":"forged"}', 'v0:1781199731:{}', 'hmacsha256={}', 'a=b&c=d', 'two words']) {
      const target = `/?crc_token=${encodeURIComponent(text)}`;
      expect(ask({ scheme: 'x', secret: SECRET }, { method: 'GET', target }), text).toBe('refused');
    }
  });

  it('a ping of Bitbucket Server by its name alone, or a content type that only begins like the one asked for', () => {
    const ping = { 'X-Event-Key': 'diagnostics:ping' };
    expect(
      ask({ scheme: 'bitbucket', secret: SECRET }, { headers: ping, body: '{"push":{}}' }),
    ).toBeUndefined();
    for (const type of [
      'application/x-www-form-urlencoded2',
      'application/json; application/x-www-form-urlencoded',
    ])
      expect(
        ask({ scheme: 'woocommerce', secret: SECRET }, { headers: { 'Content-Type': type }, body: 'a=1' }),
      ).toBeUndefined();
  });

  it('an ordinary delivery', () => {
    for (const question of questions)
      expect(ask(question, { body: '{"type":2}', verified: true }), question.scheme).toBeUndefined();
  });
});

it('covers every scheme that asks', () => {
  const asking = Object.keys(schemes).filter((name) => schemes[name]?.handshakes);
  const elsewhere: readonly string[] = [];
  expect(asking.filter((name) => !questions.some(({ scheme }) => scheme === name))).toEqual(elsewhere);
});
