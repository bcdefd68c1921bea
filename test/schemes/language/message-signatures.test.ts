/** HTTP message signatures: the examples of RFC 9421, appendix B, what must be covered, and nothing that was not. */
import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type JsonWebKey,
} from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { createSigner } from '../../../src/schemes/engine/sign.js';
import { readIdentity } from '../../../src/schemes/engine/read.js';
import { growsInProportion } from '../cost.js';
import { example } from './examples.js';
import { faultsOf, MOMENT, schemeOf, SECONDS, SECRET, verdictOf, verified, type Request } from './trying.js';

const pemOf = (jwk: JsonWebKey): string =>
  createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();

/** The keys of appendix B.1, as key sets have them. */
const RSA_PSS = pemOf({
  kty: 'RSA',
  e: 'AQAB',
  n: 'r4tmm3r20Wd_PbqvP1s2-QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct-Lh1GH45x28Rw3Ry53mm-oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHqgDsznjPFmTOtCEcN2Z1FpWgchwuYLPL-Wokqltd11nqqzi-bJ9cvSKADYdUAAN5WUtzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4aOT9v6d-nb4bnNkQVklLQ3fVAvJm-xdDOp9LCNCN48V2pnDOkFV6-U9nV5oyc6XI2w',
});
const ED25519 = pemOf({ kty: 'OKP', crv: 'Ed25519', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' });
const SHARED = 'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==';

const DIGEST =
  'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:';
const CREATED = 1_618_884_473_000;
/** The request of appendix B.2. */
const PUBLISHED: Request = {
  body: '{"hello": "world"}',
  target: '/foo?param=Value&Pet=dog',
  publicUrl: 'https://example.com/foo',
  anyQuery: true,
  now: CREATED,
  headers: [
    ...['Host', 'example.com', 'Date', 'Tue, 20 Apr 2021 02:07:55 GMT', 'Content-Type', 'application/json'],
    ...['Content-Digest', DIGEST, 'Content-Length', '18'],
  ],
};

const digest = {
  bodyDigest: { header: 'Content-Digest', form: 'content-digest', algorithms: ['sha512', 'sha256'] },
};
const messageOf = (components: readonly string[], algorithms: readonly string[], more: object = {}) => ({
  header: 'Signature',
  message: { components, algorithms, maxAge: '5m', ...more },
});

describe('the examples of RFC 9421, appendix B.2', () => {
  it.each<[string, readonly string[], readonly string[], string, string, string, string]>([
    [
      'B.2.3, RSA-PSS over everything',
      [
        'date',
        '@method',
        '@path',
        '@query',
        '@authority',
        'content-type',
        'content-digest',
        'content-length',
      ],
      ['rsa-pss-sha512'],
      'public-key',
      RSA_PSS,
      'sig-b23=("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"',
      'sig-b23=:bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==:',
    ],
    [
      'B.2.5, HMAC',
      ['date', '@authority', 'content-type'],
      ['hmac-sha256'],
      'base64',
      SHARED,
      'sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
      'sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:',
    ],
    [
      'B.2.6, Ed25519',
      ['date', '@method', '@path', '@authority', 'content-type', 'content-length'],
      ['ed25519'],
      'public-key',
      ED25519,
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
      'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
    ],
  ])(
    '%s, verifies, and not with anything changed',
    (_name, components, algorithms, key, secret, input, signature) => {
      const scheme = schemeOf(messageOf(components, algorithms), {
        key,
        ...(components.includes('content-digest') ? digest : { trust: 'partly' }),
      });
      const headers = [...PUBLISHED.headers, 'Signature-Input', input, 'Signature', signature];
      const verdict = (change: Partial<Request> = {}): string =>
        verdictOf(scheme, { ...PUBLISHED, headers, secrets: [secret], ...change });
      expect(verdict()).toBe('accepted');
      const date = headers.map((text) => text.replace('02:07:55', '02:07:56'));
      expect(verdict({ headers: date })).toBe('mismatch');
      expect(verdict({ publicUrl: 'https://example.org/foo' })).toBe('mismatch');
      if (components.includes('@method')) expect(verdict({ method: 'PUT' })).toBe('mismatch');
      if (components.includes('@query'))
        expect(verdict({ target: '/foo?param=Value&Pet=cat' })).toBe('mismatch');
      if (components.includes('content-digest')) expect(verdict({ body: '{}' })).toBe('mismatch');
      expect(verdict({ now: CREATED + 400_000 })).toBe('too_old');
      expect(verdict({ now: CREATED - 31_000 })).toBe('too_new');
    },
  );

  it('B.2.1 covers nothing, and B.2.2 a part of the query: no scheme takes either', () => {
    const scheme = schemeOf(messageOf(['@authority'], ['rsa-pss-sha512']), {
      key: 'public-key',
      trust: 'partly',
    });
    const verdict = (input: string, signature: string): string =>
      verdictOf(scheme, {
        ...PUBLISHED,
        headers: [...PUBLISHED.headers, 'Signature-Input', input, 'Signature', signature],
        secrets: [RSA_PSS],
      });
    const bare = 'sig-b21=();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"';
    const some =
      'sig-b22=("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"';
    expect(
      verdict(
        bare,
        'sig-b21=:d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==:',
      ),
    ).toBe('unknown_version');
    expect(verdict(some, 'sig-b22=:AAAA:')).toBe('unreadable_signature');
  });
});

describe('http-desk', () => {
  const scheme = example('http-desk');
  const pair = generateKeyPairSync('ed25519');
  const secrets = [pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()];
  const URL_OF = 'https://hooks.example.com/in';
  const BODY = '{"type":"a"}';

  interface Written {
    readonly components?: string;
    readonly parameters?: string;
    readonly label?: string;
    readonly base?: string;
  }

  /** Another hand: the lines of section 2.5, joined by string. */
  function written({
    components = '"@method" "@target-uri" "content-digest"',
    parameters = `;created=${SECONDS}`,
    label = 'sig1',
    base,
  }: Written = {}) {
    const described = `(${components})${parameters}`;
    const lines = [`"@method": POST`, `"@target-uri": ${URL_OF}`, `"content-digest": ${DIGEST_OF}`];
    const text = `${base ?? `${lines.join('\n')}\n`}"@signature-params": ${described}`;
    const signature = sign(null, Buffer.from(text), pair.privateKey).toString('base64');
    return { input: `${label}=${described}`, signature: `${label}=:${signature}:` };
  }
  const DIGEST_OF = `sha-256=:${digestOf(BODY)}:`;
  function digestOf(text: string): string {
    const headers: string[] = [];
    const plain = schemeOf(
      { header: 'X', algorithm: 'hmac-sha256', encoding: 'hex', content: '{header:D}' },
      { bodyDigest: { header: 'D', algorithms: ['sha256'], encoding: 'base64' } },
    );
    createSigner(plain, [readKey(plain, SECRET)])({ id: 'm', body: Buffer.from(text) }, MOMENT, headers);
    return headers[1] ?? '';
  }

  const verdict = (
    given: { input: string; signature: string },
    change: Partial<Request> = {},
    ...more: string[]
  ): string =>
    verdictOf(scheme, {
      headers: [
        'Content-Digest',
        DIGEST_OF,
        'Signature-Input',
        given.input,
        'Signature',
        given.signature,
        ...more,
      ],
      body: BODY,
      target: '/in',
      publicUrl: URL_OF,
      secrets,
      ...change,
    });

  it('takes what another hand wrote, in any order and with more covered', () => {
    expect(verdict(written())).toBe('accepted');
    const named = `;created=${SECONDS};expires=${Number(SECONDS) + 60};keyid="any";alg="ed25519";nonce="a\\"b";tag="t"`;
    expect(verdict(written({ parameters: named }))).toBe('accepted');
    const base = `"content-digest": ${DIGEST_OF}\n"x-more": 1\n"@method": POST\n"@target-uri": ${URL_OF}\n`;
    const more = written({ components: '"content-digest" "x-more" "@method" "@target-uri"', base });
    expect(verdict(more, {}, 'X-More', ' 1 ')).toBe('accepted');
    expect(verdict(more, {}, 'X-More', '2')).toBe('mismatch');
    expect(verdict(more)).toBe('mismatch');
    expect(verdict(more, {}, 'X-More', '1', 'x-more', '1')).toBe('mismatch');
  });

  it('refuses what does not cover enough, or says not when it was made', () => {
    const base = `"@method": POST\n"@target-uri": ${URL_OF}\n`;
    expect(verdict(written({ components: '"@method" "@target-uri"', base }))).toBe('unknown_version');
    expect(verdict(written({ components: '', base: '' }))).toBe('unknown_version');
    expect(verdict(written({ parameters: '' }))).toBe('unknown_version');
    expect(verdict(written({ parameters: `;created="${SECONDS}"` }))).toBe('unknown_version');
    expect(verdict(written({ parameters: `;created=${SECONDS};alg="hmac-sha256"` }))).toBe('mismatch');
    expect(verdict(written({ parameters: `;created=${SECONDS};alg="ed448"` }))).toBe('mismatch');
  });

  it('keeps created and expires, and tells them to nobody without a genuine signature', () => {
    const old = written({ parameters: `;created=${Number(SECONDS) - 331}` });
    expect(verdict(old)).toBe('too_old');
    expect(verdict({ ...old, signature: 'sig1=:AAAA:' })).toBe('mismatch');
    expect(verdict(written({ parameters: `;created=${Number(SECONDS) - 330}` }))).toBe('accepted');
    expect(verdict(written({ parameters: `;created=${Number(SECONDS) + 31}` }))).toBe('too_new');
    expect(verdict(written({ parameters: `;created=${SECONDS};expires=${Number(SECONDS) - 31}` }))).toBe(
      'too_old',
    );
    expect(verdict(written({ parameters: `;created=${SECONDS};expires="never"` }))).toBe('too_old');
  });

  it('reads several signatures, and takes any that is enough', () => {
    const [good, other] = [
      written(),
      written({ label: 'proxy', components: '"@method"', base: '"@method": POST\n' }),
    ];
    const both = (a: typeof good, b: typeof good) => ({
      input: `${a.input}, ${b.input}`,
      signature: `${b.signature},${a.signature}`,
    });
    expect(verdict(both(good, other))).toBe('accepted');
    expect(verdict(both(other, good))).toBe('accepted');
    expect(verdict({ ...good, signature: other.signature })).toBe('unknown_version');
    expect(verdict(both(good, good))).toBe('unreadable_signature');
    const crowd = Array.from({ length: 9 }, (_, i) => written({ label: `s${i}` }));
    expect(verdict({ input: crowd.map((one) => one.input).join(', '), signature: good.signature })).toBe(
      'unreadable_signature',
    );
  });

  it.each<[string, (good: { input: string; signature: string }) => { input: string; signature: string }]>([
    ['blanks inside', ({ input, signature }) => ({ input: input.replace('" "', '"  "'), signature })],
    [
      'a component twice',
      ({ input, signature }) => ({ input: input.replace('"@method"', '"@method" "@method"'), signature }),
    ],
    [
      'upper case',
      ({ input, signature }) => ({ input: input.replace('content-digest', 'Content-Digest'), signature }),
    ],
    ['a parameter twice', ({ input, signature }) => ({ input: `${input};created=1`, signature })],
    [
      'a parameter of a component',
      ({ input, signature }) => ({
        input: input.replace('"content-digest"', '"content-digest";sf'),
        signature,
      }),
    ],
    ['text behind it', ({ input, signature }) => ({ input: `${input} x`, signature })],
    ['a list that ends', ({ input, signature }) => ({ input: `${input},`, signature })],
    [
      'a signature in another form',
      ({ input, signature }) => ({ input, signature: signature.replace(/:/g, '"') }),
    ],
    [
      'a signature in two spellings',
      ({ input, signature }) => ({ input, signature: signature.replace('==:', '=:') }),
    ],
  ])('with %s is unreadable', (_what, change) => {
    expect(verdict(change(written()))).toBe('unreadable_signature');
  });

  it('is told what is missing, and what comes twice', () => {
    const good = written();
    const headers = ['Content-Digest', DIGEST_OF, 'Signature', good.signature];
    expect(verdict(good, { headers })).toBe('missing_signature');
    expect(verdict(good, {}, 'signature-input', good.input)).toBe('repeated_header');
    expect(verdict(good, {}, 'SIGNATURE', good.signature)).toBe('repeated_header');
  });

  it('signs what it verifies, and any changed character is found out', () => {
    const headers: string[] = [];
    const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    createSigner(scheme, [readKey(scheme, privateKey)], URL_OF)(
      { id: 'm', body: Buffer.from(BODY) },
      MOMENT,
      headers,
    );
    const request = { headers, body: BODY, publicUrl: URL_OF, secrets };
    expect(verdictOf(scheme, request)).toBe('accepted');
    expect(readIdentity(scheme, verified(scheme, request), 'default', () => '0')).toMatch(/^body:/);
    const places = [1, 3, 5];
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.nat(400),
        fc.constantFrom(...Array.from('AZaz09";=:, ()@-.')),
        (i, at, character) => {
          const text = headers[i] ?? '';
          const place = at % text.length;
          const other = text.slice(0, place) + character + text.slice(place + 1);
          if (other === text) return;
          const [, one, two] = [headers[1], headers[3], headers[5]].map((value, n) =>
            places[n] === i ? other : value,
          );
          // The label alone is nobody's word, if both headers have the same.
          fc.pre(one?.split('=')[0] === two?.split('=')[0]);
          expect(verdictOf(scheme, { ...request, headers: headers.with(i, other) }), other).not.toBe(
            'accepted',
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  it('costs in proportion, whatever stands in its headers', () => {
    for (const junk of ['"a" ', ';a=1', ', a=()', '(', '\\"', 'a', ' ', '=:AA', 'a=:AA==:, ']) {
      growsInProportion(junk, (length) => {
        const text = junk.repeat(length / junk.length);
        const tried = [`sig1=(${text}`, `sig1=("a")${text}`, text, `sig1=("a");b="${text}`];
        return () => tried.map((input) => verdict({ input, signature: text }));
      });
    }
  });
});

describe('algorithms of HTTP message signatures', () => {
  it.each<[string, ReturnType<typeof generateKeyPairSync>['privateKey'], string, object]>([
    [
      'ecdsa-p256-sha256',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
      'sha256',
      { dsaEncoding: 'ieee-p1363' },
    ],
    [
      'ecdsa-p384-sha384',
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
      'sha384',
      { dsaEncoding: 'ieee-p1363' },
    ],
    ['rsa-v1_5-sha256', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, 'sha256', {}],
    [
      'rsa-pss-sha512',
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
      'sha512',
      { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
    ],
  ])('%s of another hand', (algorithm, key, hash, how) => {
    const scheme = schemeOf(messageOf(['@method'], [algorithm]), {
      key: 'public-key',
      trust: 'authenticated',
    });
    const described = `("@method");created=${SECONDS}`;
    const text = `"@method": POST\n"@signature-params": ${described}`;
    const signature = sign(hash, Buffer.from(text), { key, ...how }).toString('base64');
    const headers = ['Signature-Input', `a=${described}`, 'Signature', `a=:${signature}:`];
    const secrets = [createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()];
    expect(verdictOf(scheme, { headers, secrets })).toBe('accepted');
    expect(verdictOf(scheme, { headers, secrets, method: 'PUT' })).toBe('mismatch');
  });

  it('hmac-sha256 under a tag and a label of the scheme', () => {
    const scheme = schemeOf(messageOf(['@method'], ['hmac-sha256'], { label: 'hook', tag: 'acme' }), {
      trust: 'authenticated',
    });
    const verdict = (label: string, tag: string): string => {
      const described = `("@method");created=${SECONDS}${tag}`;
      const text = `"@method": POST\n"@signature-params": ${described}`;
      const signature = createHmac('sha256', SECRET).update(text).digest('base64');
      return verdictOf(scheme, {
        headers: ['Signature-Input', `${label}=${described}`, 'Signature', `${label}=:${signature}:`],
      });
    };
    expect(verdict('hook', ';tag="acme"')).toBe('accepted');
    expect(verdict('hook', ';tag="other"')).toBe('unknown_version');
    expect(verdict('hook', '')).toBe('unknown_version');
    expect(verdict('other', ';tag="acme"')).toBe('unknown_version');
  });
});

describe('a scheme of HTTP message signatures', () => {
  const good = messageOf(['@method', 'content-digest'], ['ed25519']);
  const members = { key: 'public-key', ...digest };

  it('says what is covered at least, and proves the body by its digest alone', () => {
    expect(faultsOf(good, members)).toBe('');
    expect(faultsOf(messageOf([], ['ed25519']), members)).toContain('the list may not be empty');
    expect(faultsOf(messageOf(['@method'], ['ed25519']), { key: 'public-key' })).toContain(
      'without a digest of the body',
    );
    expect(faultsOf(messageOf(['content-digest'], ['ed25519']), { key: 'public-key' })).toContain(
      'without a digest of the body',
    );
    expect(faultsOf(messageOf(['@method'], ['ed25519']), members)).toContain('bodyDigest: is not signed');
    expect(faultsOf(messageOf(['@status'], ['ed25519']), members)).toContain('expected the name of a header');
    expect(faultsOf(messageOf(['content-digest', 'Content-Digest'], ['ed25519']), members)).toContain(
      'names one twice',
    );
  });

  it('has nothing of other signatures', () => {
    for (const more of [
      { algorithm: 'ed25519' },
      { encoding: 'base64' },
      { content: '{body}' },
      { prefix: 'a' },
    ]) {
      expect(faultsOf({ ...good, ...more }, members)).toContain('an HTTP message signature says this itself');
    }
    const time = { header: 'X-Time', formats: ['s'], tolerance: '5m' };
    expect(faultsOf(good, { ...members, time })).toContain('carries its own times');
    expect(faultsOf(good, { ...members, idHeader: 'X-Id' })).toContain('has no id of its own');
    expect(faultsOf(good, { ...members, key: 'utf8' })).toContain('ed25519 needs key');
    expect(faultsOf({ ...good, message: { ...good.message, maxAge: undefined } }, members)).not.toBe('');
  });
});
