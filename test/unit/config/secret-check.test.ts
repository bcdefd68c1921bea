/** A secret is read in the one form its scheme declares: what does not fit is explained, what only looks odd is left alone. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Report } from '../../../src/checks/report.js';
import { checkSecret } from '../../../src/config/secrets/secret-check.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import type { Algorithm, Scheme } from '../../../src/schemes/spec.js';

function builtIn(name: string): Scheme {
  const scheme = schemes[name];
  if (!scheme) throw new TypeError(`no scheme ${name}`);
  return scheme;
}

/** `fault: …` and `warning: …` of a secret. */
function judge(scheme: Scheme, secret: string, use: 'verify' | 'sign' = 'verify'): string[] {
  const report = new Report();
  const serves = checkSecret(scheme, secret, use, 'secrets[0]', report);
  expect(serves).toBe(report.faults.length === 0);
  const lines = [
    ...report.faults.map(({ message }) => `fault: ${message}`),
    ...report.warnings.map(({ message }) => `warning: ${message}`),
  ];
  // Whatever is wrong with it, a secret is never repeated.
  if (secret.trim().length > 8) expect(lines.join('\n')).not.toContain(secret.trim());
  return lines;
}

const github = builtIn('github');
const hex: Scheme = { ...github, key: 'hex' };
const base64: Scheme = { ...github, key: 'base64' };
const paired = (algorithm: Algorithm): Scheme => ({
  ...github,
  key: 'public-key',
  signature: { header: 'X-Sig', algorithm, encoding: 'base64', content: '{body}' },
});

const HEX = '0123456789abcdef'.repeat(4);
const BASE64 = Buffer.alloc(32, 0xfb).toString('base64');

function pem(key: KeyObject): string {
  return key.export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' }).toString();
}
function der(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: key.type === 'private' ? 'pkcs8' : 'spki' });
}
const ed = generateKeyPairSync('ed25519');
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });

describe('text (utf8)', () => {
  it.each([HEX, BASE64, 'correct horse battery staple', 'é'.repeat(24), 'sk_own_0123456789abcdefghij'])(
    'is used as it is, whatever it looks like: %s',
    (secret) => {
      expect(judge(github, secret)).toEqual([]);
    },
  );

  it.each(['\n', '\r\n', '\0', '\u0085'])('holds no line end or control character: %j', (character) => {
    expect(judge(github, `0123456789ab${character}cdefghijklmn`)).toEqual([
      expect.stringMatching(/^fault: the secret holds a line end/),
    ]);
  });

  it.each([
    ['sk_live_0123456789abcdefghij', 'Stripe'],
    ['xoxb-0123456789-abcdefghijklm', 'Slack'],
    ['ghp_0123456789abcdefghij0123', 'GitHub'],
    ['AKIA0123456789ABCDEFGHIJ', 'AWS'],
  ])('another product’s key is warned about: %s', (secret, product) => {
    expect(judge(github, secret)).toEqual([expect.stringContaining(product)]);
  });

  it('a provider that signs with its API key has no other', () => {
    expect(judge(builtIn('paystack'), 'sk_live_0123456789abcdefghij')).toEqual([]);
  });

  it('that starts with whsec_ is warned about, except where the provider’s own look so', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    expect(judge(github, secret)).toEqual([
      expect.stringMatching(/^warning: this looks like .* used as it is, prefix included/),
    ]);
    expect(judge(builtIn('stripe'), secret)).toEqual([]);
    expect(judge(builtIn('standard'), secret)).toEqual([]);
  });

  it('in NFKD form is text as well', () => {
    const easypost = builtIn('easypost');
    expect(easypost.key).toBe('nfkd');
    expect(judge(easypost, 'ﬁve-hundred-wébhooks-per-day')).toEqual([]);
    expect(judge(easypost, 'short')).toEqual([expect.stringContaining('shorter than 24')]);
  });
});

describe('the key of a key pair as a shared secret is a fault, in any writing', () => {
  it.each([
    ['PEM, public', pem(rsa.publicKey)],
    ['PEM, private', pem(ec.privateKey)],
    ['base64, public RSA', der(rsa.publicKey).toString('base64')],
    ['base64, public EC', der(ec.publicKey).toString('base64')],
    ['base64, public Ed25519', der(ed.publicKey).toString('base64')],
    ['hex, public EC', der(ec.publicKey).toString('hex')],
    ['base64, private', der(ed.privateKey).toString('base64')],
    ['whpk_', 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4='],
  ])('%s', (_what, secret) => {
    for (const scheme of [github, hex, base64, builtIn('stripe'), builtIn('gitlab')]) {
      expect(judge(scheme, secret)).toEqual([expect.stringMatching(/^fault: this is the key of a key pair/)]);
    }
  });

  it('but no ordinary secret is taken for one', () => {
    for (const secret of [
      'M'.repeat(60),
      `MII${'A'.repeat(60)}`,
      `30${'a'.repeat(90)}`,
      `30${'a'.repeat(62)}`,
    ]) {
      expect(judge(github, secret)).toEqual([]);
    }
  });
});

it('a secret of Standard Webhooks without its = is warned about', () => {
  const padded = `whsec_${Buffer.alloc(25, 7).toString('base64')}`;
  expect(judge(builtIn('standard'), padded)).toEqual([]);
  expect(judge(builtIn('standard'), padded.replaceAll('=', ''))).toEqual([
    expect.stringContaining('lacks its ='),
  ]);
});

describe('hex and base64', () => {
  it('must be just that; the message says so, and what the text looks like', () => {
    expect(judge(hex, HEX)).toEqual([]);
    expect(judge(base64, BASE64)).toEqual([]);
    expect(judge(hex, BASE64)).toEqual([
      expect.stringMatching(/a secret is hexadecimal; this looks like base64$/),
    ]);
    expect(judge(hex, HEX.slice(1))).toEqual([expect.stringMatching(/hex with a digit missing$/)]);
    expect(judge(base64, 'abcdefgh-ijklmnop_qrst')).toEqual([expect.stringMatching(/looks like base64url/)]);
    expect(judge(base64, 'my plain secret')).toEqual([expect.stringMatching(/looks like plain text$/)]);
    expect(judge(base64, `whsec_${BASE64}`)).toEqual([
      expect.stringMatching(/looks like a secret of Standard/),
    ]);
    expect(judge(base64, `${BASE64}\n`)).toEqual([expect.stringMatching(/blanks or line breaks around it/)]);
  });

  it('hex digits are base64 as well: warned about, never guessed', () => {
    for (const scheme of [base64, builtIn('standard')]) {
      expect(judge(scheme, HEX)).toEqual([expect.stringMatching(/^warning: ambiguous-hex: 64 hex digits/)]);
    }
    expect(judge(base64, HEX.slice(0, 40))).toEqual([expect.stringMatching(/40 hex digits .* the 20 bytes/)]);
  });

  it('short keys are warned about', () => {
    expect(judge(hex, 'ab'.repeat(15))).toEqual([expect.stringContaining('only 15 bytes')]);
    expect(judge(base64, 'AAAA')).toEqual([expect.stringContaining('only 3 bytes')]);
  });
});

describe('key pairs', () => {
  const kinds = [
    ['ed25519', ed],
    ['ecdsa-sha256', ec],
    ['rsa-sha256', rsa],
  ] as const;

  it.each(kinds)(
    '%s: the public key verifies, the private one signs, in PEM, base64 and hex',
    (algorithm, pair) => {
      const scheme = paired(algorithm);
      for (const write of [
        pem,
        (key: KeyObject) => der(key).toString('base64'),
        (key: KeyObject) => der(key).toString('hex'),
      ]) {
        expect(judge(scheme, write(pair.publicKey), 'verify')).toEqual([]);
        expect(judge(scheme, write(pair.privateKey), 'sign')).toEqual([]);
      }
    },
  );

  it.each(kinds)(
    '%s: a public key cannot sign, a private one on a source is warned about',
    (algorithm, pair) => {
      expect(judge(paired(algorithm), pem(pair.publicKey), 'sign')).toEqual([
        expect.stringMatching(/^fault: this is a public key and cannot sign/),
      ]);
      expect(judge(paired(algorithm), pem(pair.privateKey), 'verify')).toEqual([
        expect.stringMatching(/^warning: this is a private key/),
      ]);
    },
  );

  it('Ed25519 also as the raw 32 bytes', () => {
    const raw = der(ed.publicKey).subarray(-32);
    expect(judge(paired('ed25519'), raw.toString('hex'))).toEqual([]);
    expect(judge(paired('ed25519'), raw.toString('base64'))).toEqual([]);
  });

  it('of another kind fit nothing, and the message names both', () => {
    expect(judge(paired('rsa-sha256'), pem(ec.publicKey))).toEqual([
      expect.stringMatching(/^fault: this kind of key fits none .* type ec, they are rsa-sha256$/),
    ]);
  });

  it('RSA under 2048 bits is warned about', () => {
    expect(judge(paired('rsa-sha256'), pem(weak.publicKey))).toEqual([
      expect.stringContaining('only 1024 bits'),
    ]);
  });

  it.each([
    ['a text', 'my plain secret of some length', /a key in PEM/],
    ['whpk_', 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=', /looks like a key of Standard Webhooks/],
    ['PEM with written line breaks', pem(ed.publicKey).replaceAll('\n', '\\n'), /line breaks became \\n/],
    ['half of a PEM', pem(rsa.publicKey).slice(0, 100), /the key cannot be read/],
  ])('%s is no key', (_what, secret, expected) => {
    const [line, ...rest] = judge(paired('ed25519'), secret);
    expect(line).toMatch(expected);
    expect(rest).toEqual([]);
  });
});

describe('secrets that travel themselves', () => {
  const basic = builtIn('postmark');

  it('Basic credentials are user:password, not encoded and without the word', () => {
    expect(judge(basic, 'webhook:0123456789abcdefghij')).toEqual([]);
    expect(judge(basic, Buffer.from('webhook:0123456789abcdefghij').toString('base64'))).toEqual([
      expect.stringContaining('user:password, not encoded'),
    ]);
    expect(judge(basic, 'Basic webhook:0123456789abcdefghij')).toEqual([
      expect.stringContaining('without it'),
    ]);
  });

  it('a token holds nothing that a header cannot', () => {
    expect(judge(builtIn('gitlab'), '0123456789abcdefghijklmn')).toEqual([]);
    expect(judge(builtIn('gitlab'), '0123456789ab\ncdefghijklmn')).toEqual([
      expect.stringMatching(/^fault: the secret holds a line end or another control character/),
    ]);
  });
});
