/** Each rule beyond shape, with the slip it catches and a neighbour that is in order. */
import { describe, expect, it } from 'vitest';
import { parseScheme } from '../../../src/schemes/rules/parse.js';

type Data = Record<string, unknown>;

/** The faults of a scheme with these members, `path: message` each. */
function faults(signature: Data, members: Data = {}): string[] {
  const parsed = parseScheme({ signature, ...members }, ['mine']);
  return parsed.ok ? [] : parsed.faults.map(({ path, message }) => `${path}: ${message}`);
}

const hmac = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' };
const without = (...keys: (keyof typeof hmac)[]): Data =>
  Object.fromEntries(Object.entries(hmac).filter(([key]) => !keys.includes(key as keyof typeof hmac)));
const seconds = { header: 'X-Time', formats: ['s'], tolerance: '5m' };
const token = { header: 'X-Token', algorithm: 'plain', encoding: 'text', content: '{secret}' };
const jwt = { hashes: { body_hash: { of: 'body', encoding: 'hex' } } };

describe('a signature stands in exactly one place', () => {
  it.each<[string, Data, RegExp | undefined]>([
    ['a header', hmac, undefined],
    ['numbered headers', { ...without('header'), headers: ['X-Sig-{n}'] }, undefined],
    ['two headers', { ...without('header'), headers: ['X-Sig-Primary', 'X-Sig-Secondary'] }, undefined],
    ['the body', { ...without('header'), json: '/signature' }, undefined],
    ['nowhere', without('header'), /^mine\.signature: stands in exactly one place/],
    ['header and headers', { ...hmac, headers: ['X-Other'] }, /stands in exactly one place/],
    ['header and body', { ...hmac, json: '/signature' }, /stands in exactly one place/],
    [
      'the same header twice',
      { ...without('header'), headers: ['X-Sig', 'x-sig'] },
      /headers: names a header twice/,
    ],
    [
      'two numbers in one name',
      { ...without('header'), headers: ['X-{n}-{n}'] },
      /headers\[0\]: expected a header name/,
    ],
    ['no header', { ...without('header'), headers: [] }, /headers: the list may not be empty/],
    ['each item of a header', { ...hmac, each: '/items' }, /each: needs json/],
    ['a token in the body', { json: '/token', jwt }, /jwt: stands in a header/],
  ])('%s', (_where, signature, expected) => {
    if (expected) expect(faults(signature).join('\n')).toMatch(expected);
    else expect(faults(signature)).toEqual([]);
  });

  it('a list of entries is one header’s, and its tags stand for the prefix', () => {
    const entries = { separator: ' ', assign: '=', tags: { v1: 'hmac-sha256' } };
    expect(faults({ ...without('algorithm'), entries })).toEqual([]);
    expect(faults({ ...without('algorithm', 'header'), headers: ['X-{n}'], entries }).join()).toContain(
      'is for one header that holds a list',
    );
    expect(faults({ ...without('algorithm'), entries, prefix: 'x' }).join()).toContain('remove prefix');
    expect(faults({ ...without('algorithm'), entries: { ...entries, separator: '|' } }).join()).toContain(
      'expected a comma, a semicolon, a blank',
    );
  });

  it.each(['encoding', 'content'] as const)('%s is required', (key) => {
    expect(faults(without(key))).toEqual([`mine.signature.${key}: is required, except with jwt`]);
  });
});

describe('a token (JWT)', () => {
  it('is a signature by itself', () => {
    expect(faults({ header: 'X-Jwt', jwt })).toEqual([]);
    expect(faults({ header: 'Authorization', prefix: 'Bearer ', jwt: { ...jwt, maxAge: '5m' } })).toEqual([]);
  });

  it.each(['algorithm', 'encoding', 'content'] as const)('takes no %s', (key) => {
    expect(faults({ header: 'X-Jwt', jwt, [key]: hmac[key] })).toEqual([
      `mine.signature.${key}: a token says this itself; remove it, or remove jwt`,
    ]);
  });

  it('without a hash of the body is not a verified body', () => {
    const bare = { header: 'X-Jwt', jwt: { hashes: { url_hash: { of: 'url', encoding: 'hex' } } } };
    expect(faults(bare).join()).toContain('jwt.hashes: without a hash of the body');
    expect(faults(bare, { trust: 'partly' })).toEqual([]);
  });

  it('has its own times and ids, and a shared secret', () => {
    expect(faults({ header: 'X-Jwt', jwt }, { time: seconds }).join()).toContain('remove time');
    expect(faults({ header: 'X-Jwt', jwt }, { idHeader: 'X-Id' }).join()).toContain('use sourceId');
    expect(faults({ header: 'X-Jwt', jwt }, { key: 'public-key' }).join()).toContain('shared secret');
    expect(faults({ header: 'X-Jwt', jwt: { ...jwt, algorithms: ['none'] } }).join()).toContain(
      'expected one of HS256, HS384, HS512',
    );
  });
});

describe('what is signed', () => {
  it.each([
    '{method} {url:base} {path} {body}',
    '{url:base}{body}',
    '{method}\n{path}\n{body}',
    '{method}\n{path:escaped}\n{body}',
    '{url}{form:given}',
    '{url}{form}',
  ])('may be %j', (content) => {
    expect(faults({ ...hmac, content })).toEqual([]);
  });

  it.each([
    '{header:X-A}.{body}',
    '{header:X-A?}.{body}',
    '{body}.{header:X-A}',
    '{method} {url:decoded} {url:base} {path} {body}',
    '{path:escaped}.{body}',
    'id:{query:data.id?};{body}',
    '{json:/a/b}.{json:/c?}:{body}',
    '{url}{body}',
    '{url}.{header:X-A}.{form}',
    '{form}.{header:X-A}',
    '{header:X-A?}{form:distinct}',
    '{url}{form}{header:X-B}',
    '{url}{form}.{header:X-B}',
  ])('may be %j only where bytes cannot move', (content) => {
    expect(faults({ ...hmac, content }).join()).toContain('bytes could move between');
  });

  it.each(['{header:X-A}.{body}', '{body}.{header:X-A}', '{url}{body}', 'id:{query:data.id?};{body}'])(
    'may be %j with a body that is JSON from end to end',
    (content) => {
      expect(faults({ ...hmac, content }, { bodyMustBeJson: 'whole' })).toEqual([]);
    },
  );

  it.each([
    ['{bodies}', 'content: knows {body}'],
    ['{body?}', 'content: knows {body}'],
    ['{header:}{body}', 'content: knows {body}'],
    ['{header:X A}.{body}', '{header:NAME} needs the name of a header'],
    ['{json:a}.{body}', 'content: knows {body}'],
    ['{json:/~}.{body}', '{json:/pointer} needs a JSON pointer'],
    ['{url?}.{body}', 'may be optional'],
    ['{url:other}.{body}', 'content: knows {body}'],
    ['{{body}', 'has a { or } outside'],
    ['{body}.{body}', 'names {body} twice'],
    ['\t{body}', 'expected printable ASCII'],
  ])('may not be %j', (content, expected) => {
    expect(faults({ ...hmac, content }).join('\n')).toContain(expected);
  });

  it('covers the body, or says that it does not', () => {
    const bare = { ...hmac, content: '{header:X-Request-Id}' };
    expect(faults(bare).join()).toContain('without {body} the body is not verified');
    expect(faults(bare, { trust: 'partly' })).toEqual([]);
    const url = { ...hmac, content: '{url}{form?}' };
    expect(faults(url).join()).toContain('without {body}');
    expect(faults(url, { bodyHash: { query: 'hash', encoding: 'hex' } })).toEqual([]);
  });

  it('the hash of the body stands in a query that is signed', () => {
    const bodyHash = { query: 'hash', encoding: 'hex' };
    expect(faults({ ...hmac, content: '{query:hash}' }, { bodyHash })).toEqual([]);
    expect(faults({ ...hmac, content: '{query:other}' }, { bodyHash }).join()).toContain(
      'bodyHash: stands in the query, which is not signed',
    );
    expect(faults(hmac, { bodyHash }).join()).toContain('bodyHash: stands in the query');
  });

  it.each(['plain', 'sha1', 'sha256'])('%s has no key, so the secret is part of the content', (algorithm) => {
    const trust = algorithm === 'plain' ? 'authenticated' : 'body verified';
    const content = algorithm === 'plain' ? '{secret}' : '{secret}{body}';
    expect(faults({ ...hmac, algorithm, content }, { trust, bodyMustBeText: true })).toEqual([]);
    expect(faults({ ...hmac, algorithm }, { trust }).join()).toContain('anyone could make this signature');
  });

  it('no other algorithm has the secret in its content', () => {
    expect(faults({ ...hmac, content: '{secret}{body}' }).join()).toContain('{secret} belongs to plain');
    const entries = { separator: ',', assign: '=', tags: { a: 'sha256', b: 'hmac-sha256' } };
    expect(faults({ ...without('algorithm'), entries, content: '{secret}{body}' }).join()).toContain(
      '{secret} belongs to plain',
    );
  });

  it('a plain token proves who sent, not what', () => {
    expect(faults(token, { trust: 'authenticated' })).toEqual([]);
    expect(faults(token, { trust: 'partly' }).join()).toContain('set trust: authenticated');
    expect(faults({ ...hmac, encoding: 'text' }).join()).toContain('text is for plain only');
    expect(faults(token, { trust: 'authenticated', key: 'hex' }).join()).toContain('a secret that is text');
  });
});

describe('a text that is signed has one reading', () => {
  const ambiguous = /bytes could move between/;
  const timed = (content: string, formats: string[], tolerance: unknown = '5m', more: Data = {}): string =>
    faults({ ...hmac, content }, { time: { header: 'X-Time', formats, tolerance }, ...more }).join('\n');

  it.each([['s'], ['ms'], ['iso'], ['utc-date'], ['s', 'iso'], ['digits-ms'], ['digits-ms', 'iso']])(
    'a time of one length says itself where it ends: %s',
    (...formats) => {
      expect(timed('{time}{body}', formats)).toBe('');
      expect(timed('{body}{time}', formats)).toBe('');
    },
  );

  it.each([['s', 'ms'], ['iso-utc'], ['s', 'digits-ms']])(
    'a time of several lengths does not: %s',
    (...formats) => {
      expect(timed('{time}{body}', formats)).toMatch(ambiguous);
      expect(timed('{body}{time}', formats)).toMatch(ambiguous);
      // A dot is part of some: whether digits behind it are the time's or the body's is open.
      expect(timed('{time}.{body}', formats) === '').toBe(!formats.includes('iso-utc'));
      expect(timed('{time}|{body}', formats)).toBe('');
      expect(timed('{time}{body}', formats, '5m', { bodyMustBeJson: true })).toBe('');
    },
  );

  it('digits of any number end themselves only while their age is limited on both sides', () => {
    expect(timed('{time}{body}', ['digits-ms'], 'off')).toMatch(ambiguous);
    expect(timed('{time}{body}', ['digits-ms'], { past: '5m' })).toMatch(ambiguous);
    expect(timed('{time}{body}', ['digits-ms'], { past: '5m', future: '5m' })).toBe('');
  });

  it.each(['{method}{url:base}{body}', '{body}{url:base}', '{path}{body}'])(
    'what is known beforehand: %s',
    (content) => {
      expect(faults({ ...hmac, content })).toEqual([]);
    },
  );

  it('the secret, of a plain hash', () => {
    const leading = { ...hmac, algorithm: 'sha256', content: '{secret}{method}{url:base}{body}' };
    expect(faults(leading).join()).toContain('whoever sees a plain hash');
    expect(faults(leading, { bodyMustBeText: true })).toEqual([]);
    expect(faults(leading, { bodyMustBeJson: 'whole' })).toEqual([]);
    expect(
      faults({ ...hmac, algorithm: 'sha1', content: '{body}{time}{secret}' }, { time: seconds }),
    ).toEqual([]);
  });

  it.each(['{header:X-A}{body}', '{body}{header:X-A}', '{body}{query:a}', '{json:/a}{body}', '{form}{body}'])(
    'no value of the sender’s choice: %s',
    (content) => {
      expect(faults({ ...hmac, content }).join()).toMatch(ambiguous);
      expect(faults({ ...hmac, content }, { bodyMustBeJson: true }).join()).toMatch(ambiguous);
      expect(faults({ ...hmac, content }, { bodyMustBeJson: 'whole' })).toEqual([]);
    },
  );

  it('a header that is held to a shape ends where its shape does', () => {
    const members = (shape: string) => ({ event: [{ header: 'X-A', shape }], identity: ['body'] });
    const content = '{header:X-A}.{body}';
    expect(faults({ ...hmac, content }, members('a_b'))).toEqual([]);
    expect(faults({ ...hmac, content }, members('a.b')).join()).toMatch(ambiguous);
  });

  it.each([
    '{json:/a}{json:/b}',
    '{header:X-A}{header:X-B}',
    '{query:a}{header:X-B}',
    '{json:/a}.{json:/b}{json:/c}',
  ])('and so has one without a body, form or URL: %s', (content) => {
    expect(faults({ ...hmac, content }, { trust: 'partly' }).join()).toMatch(ambiguous);
  });

  it.each([
    '{json:/a}',
    '{json:/a}.{header:X-B}',
    '{json:/a?}:{query:b?}:{header:X-C}',
    '{json:/sent}{json:/type}',
  ])('text between values is enough where they are held to it: %s', (content) => {
    const time = { json: '/sent', formats: ['s'], tolerance: '5m' };
    const timed = content.includes('sent') ? { time } : {};
    expect(faults({ ...hmac, content }, { trust: 'partly', ...timed })).toEqual([]);
  });

  it('open names one of several values that would be held', () => {
    const open = (content: string, name: string): string =>
      faults(
        { ...hmac, content, open: name },
        { trust: content.includes('body') ? 'body verified' : 'partly' },
      ).join();
    expect(open('{json:/a}:{json:/b?}', 'json:/b')).toBe('');
    expect(open('{json:/a}:{header:X-B}', 'header:X-B')).toBe('');
    for (const [content, name] of [
      ['{json:/a}:{json:/b}', 'json:/c'],
      ['{json:/a}', 'json:/a'],
      ['{body}', 'json:/a'],
    ] as const) {
      expect(open(content, name)).toContain('open: names no value that is held to the text beside it');
    }
    expect(open('{json:/a}:{json:/b}', '/b')).toContain('open: expected json:/pointer');
    expect(open('{json:/a}{json:/b}', 'json:/b')).toMatch(ambiguous);
  });

  it('a time between a free value and the body has no fixed beginning', () => {
    const id = { idHeader: 'X-Id', time: seconds };
    expect(faults({ ...hmac, content: '{id}{time}{body}' }, id).join()).toMatch(ambiguous);
    expect(faults({ ...hmac, content: '{id}.{time}{body}' }, id)).toEqual([]);
  });
});

describe('keys', () => {
  it.each(['ed25519', 'ecdsa-sha256', 'rsa-sha1', 'rsa-sha256', 'rsa-sha512'])(
    '%s takes a key pair',
    (algorithm) => {
      expect(faults({ ...hmac, algorithm }, { key: 'public-key' })).toEqual([]);
      expect(faults({ ...hmac, algorithm }).join()).toContain(`${algorithm} needs key:`);
      expect(faults({ ...hmac, algorithm }, { key: 'hex' }).join()).toContain('public-key');
    },
  );

  it('only Ed25519 pairs come in the form of Standard Webhooks', () => {
    expect(faults({ ...hmac, algorithm: 'ed25519' }, { key: 'standard' })).toEqual([]);
    expect(faults({ ...hmac, algorithm: 'rsa-sha256' }, { key: 'standard' }).join()).toContain(
      'needs key: public-key',
    );
    expect(
      faults({ ...token, encoding: 'hex' }, { key: 'standard', trust: 'authenticated' }).join(),
    ).toContain('key: standard is for hmac');
  });

  it('an HMAC never takes a public key', () => {
    expect(faults(hmac, { key: 'public-key' }).join()).toContain('never a public key');
  });
});

describe('the signed time', () => {
  it('stands in exactly one place', () => {
    const at = (time: Data, content = '{time}.{body}') => faults({ ...hmac, content }, { time });
    expect(at(seconds)).toEqual([]);
    expect(at({ ...seconds, json: '/time' }).join()).toContain('the time stands either in');
    expect(at({ formats: ['s'], tolerance: '5m' }).join()).toContain('the time stands either in');
    const entries = { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't' };
    const list = { ...without('algorithm'), entries, content: '{time}.{body}' };
    expect(faults(list, { time: { formats: ['s'], tolerance: 'off' } })).toEqual([]);
    expect(faults(list, { time: seconds }).join()).toContain('the time stands either in');
    expect(faults(list).join()).toContain('needs time with its formats');
  });

  it('in the body counts only where the body, or the very value, is signed', () => {
    const time = { json: '/sent', formats: ['ms'], tolerance: { past: '1m' } };
    expect(faults(hmac, { time })).toEqual([]);
    expect(faults({ ...hmac, content: '{time}{json:/id}' }, { time, trust: 'partly' })).toEqual([]);
    expect(faults({ ...hmac, content: '{json:/sent}' }, { time, trust: 'partly' })).toEqual([]);
    expect(faults({ ...hmac, content: '{json:/id}' }, { time, trust: 'partly' }).join()).toContain(
      'time.json: is not signed',
    );
    const each = { ...without('header'), json: '/mac', each: '/items', content: '{json:/sent}' };
    expect(faults(each, { time, trust: 'partly' }).join()).toContain('time.json: is not signed');
  });

  it('tolerance: one duration, two, or off', () => {
    for (const tolerance of ['5m', '0s', 'off', { past: '5m' }, { past: '5m', future: '1m' }]) {
      expect(faults({ ...hmac, content: '{time}.{body}' }, { time: { ...seconds, tolerance } })).toEqual([]);
    }
    for (const tolerance of ['5', 'never', {}, { future: '5m' }, 5]) {
      expect(faults({ ...hmac, content: '{time}.{body}' }, { time: { ...seconds, tolerance } })).not.toEqual(
        [],
      );
    }
  });
});

describe('headers beside the signature', () => {
  it('requires a value of other headers than those that change', () => {
    expect(faults(hmac, { requires: { 'X-Version': '1' } })).toEqual([]);
    expect(faults(hmac, { requires: { 'x-sig': '1' } }).join()).toContain(
      'is the signature, time or id header',
    );
    expect(faults(hmac, { requires: { 'X-V': '1', 'x-v': '2' } }).join()).toContain('stands twice');
    expect(faults(hmac, { requires: { 'X-V': 'a\r\nb' } }).join()).toContain(
      'expected the value of a header',
    );
    expect(faults(hmac, { requires: { 'X V': '1' } }).join()).toContain('not a header name');
  });

  it('writes no header that signing writes', () => {
    expect(faults(hmac, { writes: { 'X-Event': '{event}' } })).toEqual([]);
    expect(faults(hmac, { writes: { 'x-SIG': '{event}' } }).join()).toContain('is written anyway');
    const requires = { 'X-V': '1' };
    expect(faults(hmac, { requires, writes: { 'x-v': '{id}' } }).join()).toContain('is written anyway');
  });

  it('twins of numbered headers are known by their numbers', () => {
    const numbered = { ...without('header'), headers: ['X-Sig-{n}'] };
    expect(faults(numbered, { twins: { 'X-Sig-1': 'Y-Sig-1' } })).toEqual([]);
    expect(faults(numbered, { twins: { 'X-Sig': 'Y-Sig' } }).join()).toContain('twins: names a header');
  });
});

describe('identity', () => {
  it('an id of the body that is not signed decides nothing', () => {
    const partly = { trust: 'partly', identity: ['id'] };
    const signature = { ...hmac, content: '{json:/token}' };
    expect(faults(signature, { ...partly, sourceId: { json: '/token' } })).toEqual([]);
    expect(faults(signature, { ...partly, sourceId: { json: '/id' } }).join()).toContain(
      'identity: the id at /id is not part of what is signed',
    );
  });

  it('an unsigned event name that tells deliveries apart has its shape', () => {
    const identity = ['body', 'event'];
    const bare = [{ json: '/type' }, { header: 'X-Event' }];
    expect(faults(hmac, { identity, event: bare }).join()).toContain(
      'event: a header that is part of the identity',
    );
    expect(faults(hmac, { identity, event: [{ header: 'X-Event', shape: 'a_b' }] })).toEqual([]);
    expect(faults(hmac, { identity: ['body'], event: bare })).toEqual([]);
    const signed = { ...hmac, content: '{header:x-event}.{body}' };
    expect(faults(signed, { identity, event: [{ header: 'X-Event' }], bodyMustBeJson: 'whole' })).toEqual([]);
  });

  it('may be empty, and is never an event or a time alone', () => {
    expect(faults(hmac, { identity: [] })).toEqual([]);
    const event = [{ json: '/type' }];
    const timed = { ...hmac, content: '{time}.{body}' };
    expect(faults(timed, { time: seconds, identity: ['body', 'time'] })).toEqual([]);
    expect(faults(timed, { time: seconds, event, identity: ['event', 'time'] }).join()).toContain(
      'add body or id',
    );
    expect(faults(hmac, { identity: ['body', 'time'] }).join()).toContain('time needs the key time');
    expect(faults(hmac, { identity: ['body', 'body'] }).join()).toContain('names a part twice');
  });
});

describe('other members', () => {
  it.each<[string, Data, string]>([
    ['refusal', { refusal: 500 }, 'refusal: must be at most 499'],
    ['refusal', { refusal: 302 }, 'refusal: must be at least 400'],
    ['acknowledgement', { acknowledgement: { status: 400 } }, 'acknowledgement.status: must be at most 299'],
    ['jsonField', { jsonField: 'payload', bodyMustBeJson: true }, 'a form never starts as JSON'],
    ['key', { key: 'pem' }, 'key: expected one of utf8, hex, base64, nfkd, standard, public-key'],
  ])('%s has its limits', (_key, members, expected) => {
    expect(faults(hmac, members).join('\n')).toContain(expected);
  });

  it('a port is optional only in a URL that is signed', () => {
    expect(faults({ ...hmac, content: '{url:base}{body}', portOptional: true })).toEqual([]);
    expect(faults({ ...hmac, portOptional: true }).join()).toContain('portOptional: is about the URL');
  });

  it.each(['key', 'refusal', 'requires', 'bodyHash', 'bodyMustBeJson', 'bodyMustBeText'])(
    '%s means nothing unsigned',
    (key) => {
      const value = {
        key: 'utf8',
        refusal: 403,
        requires: { 'X-V': '1' },
        bodyMustBeJson: true,
        bodyMustBeText: true,
      }[key] ?? {
        query: 'h',
        encoding: 'hex',
      };
      const parsed = parseScheme({ trust: 'none', [key]: value }, ['mine']);
      expect(parsed).toMatchObject({
        ok: false,
        faults: [{ path: `mine.${key}`, message: 'means nothing without a signature' }],
      });
    },
  );
});
