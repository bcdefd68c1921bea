import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/checks/fault.js';
import { Report } from '../../../src/checks/report.js';
import { checkSecret } from '../../../src/config/secrets/secret-check.js';
import { keyLength, readKey } from '../../../src/schemes/engine/keys.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import type { Scheme } from '../../../src/schemes/spec.js';
import { ENV, SECRET, WHSEC, changed, faultLines, firstRoute, good, warningLines } from './helpers.js';

interface Vector {
  readonly secret: string;
  readonly kind: 'symmetric' | 'asymmetric-public' | 'asymmetric-private';
  readonly valid: boolean;
  readonly keyBytes?: number;
  readonly policy?: string;
  readonly why: string;
}

const vectors = JSON.parse(readFileSync('test/vectors/secret-vectors.json', 'utf8')) as Vector[];
const standard = schemes['standard'] as Scheme;

/** What a configuration says of a secret; an empty one is refused before its scheme is asked. */
function judge(
  scheme: Scheme,
  secret: string,
  use: 'verify' | 'sign',
): { faults: Fault[]; warnings: Fault[] } {
  const report = new Report();
  checkSecret(scheme, secret, use, 'secrets[0]', report);
  return report;
}

describe('secrets of Standard Webhooks, case by case', () => {
  it('there are 26 cases', () => {
    expect(vectors).toHaveLength(26);
  });

  it.each(vectors)('$kind, valid: $valid: $why', ({ secret, kind, valid, keyBytes, policy }) => {
    // A public key can only verify; whatever else is to sign.
    const { faults, warnings } = judge(standard, secret, kind === 'asymmetric-public' ? 'verify' : 'sign');
    expect(faults.length === 0).toBe(valid);
    if (valid) {
      const key = readKey(standard, secret);
      expect(key.kind).toBe(kind === 'symmetric' ? 'secret' : 'pair');
      if (kind === 'symmetric') expect(keyLength(key)).toBe(keyBytes);
    }
    expect(warnings.some(({ message }) => message.startsWith('ambiguous-hex'))).toBe(
      policy === 'ambiguous-hex',
    );
    if (secret.length > 6) expect(JSON.stringify([faults, warnings])).not.toContain(secret.trim());
  });
});

describe('where secrets come from', () => {
  const source = (
    secrets: unknown,
    files: Record<string, string | Buffer> = {},
    env: Record<string, string> = {},
  ) => changed((_config, route) => (route.source['secrets'] = secrets), { ...ENV, ...env }, files);

  it('a variable, a file beside the configuration, or the text itself, each with a name', () => {
    const loaded = source(
      [{ env: 'SOURCE', name: 'new' }, { file: 'old.txt' }, 'inline-secret-inline-secret'],
      { '/conf/old.txt': 'file-secret-file-secret-file\n' },
    );
    expect(firstRoute(loaded).source.secrets).toEqual([
      { name: 'new', value: SECRET, from: 'env SOURCE' },
      { name: 'secret-2', value: 'file-secret-file-secret-file', from: 'file old.txt' },
      { name: 'secret-3', value: 'inline-secret-inline-secret', from: 'inline' },
    ]);
    expect(warningLines(loaded)).toContainEqual(
      expect.stringMatching(/^routes\[0\]\.source\.secrets\[2\]: the secret is plain text/),
    );
  });

  it.each([
    ['\n', ''],
    ['\r\n', ''],
    ['', ''],
  ])('one trailing newline of a file is dropped: %j', (end, left) => {
    const loaded = source([{ file: 's' }], { '/conf/s': `${SECRET}${end}` });
    expect(firstRoute(loaded).source.secrets[0]?.value).toBe(SECRET + left);
  });

  it.each([
    ['missing', {}, 'the file cannot be read (ENOENT)'],
    ['empty', { '/conf/s': '\n' }, 'the secret is empty'],
    ['not UTF-8', { '/conf/s': Buffer.from([0xff, 0xfe, 0x41]) }, 'it is not UTF-8'],
    ['marked', { '/conf/s': `\uFEFF${SECRET}` }, 'byte-order mark'],
  ])('a file that is %s is a fault', (_what, files, expected) => {
    expect(faultLines(source([{ file: 's' }], files as Record<string, string>))).toEqual([
      expect.stringContaining(expected),
    ]);
  });

  it.each([
    ['unset', { env: 'NOWHERE' }, 'secrets[0].env: the variable NOWHERE is not set'],
    ['named like a member of every object', { env: 'constructor' }, 'the variable constructor is not set'],
    ['empty', { env: 'EMPTY' }, 'secrets[0].env: the secret is empty'],
    ['unexpanded', { env: 'RAW' }, 'secrets[0].env: the secret holds an unexpanded'],
    ['the word undefined', 'undefined', 'secrets[0]: this is the word for a missing value'],
    ['the word null', 'NULL', 'secrets[0]: this is the word for a missing value'],
    ['both env and file', { env: 'SOURCE', file: 'x' }, 'secrets[0]: needs exactly one of env'],
    ['neither', { name: 'x' }, 'secrets[0]: needs exactly one of env'],
    ['misspelt', { evn: 'SOURCE' }, 'secrets[0].evn: unknown key; did you mean "env"?'],
    ['a number', 5, 'secrets[0]: expected { env: NAME }, { file: PATH } or text'],
  ])('a secret that is %s is one fault', (_what, reference, expected) => {
    const loaded = source([reference], {}, { EMPTY: '', RAW: '${OTHER}' });
    expect(faultLines(loaded)).toEqual([expect.stringContaining(expected)]);
  });

  it('two secrets of one name cannot be told apart in metrics, so that is a fault', () => {
    const loaded = source(
      [
        { env: 'SOURCE', name: 'a' },
        { env: 'OTHER', name: 'a' },
      ],
      {},
      { OTHER: `${SECRET}2` },
    );
    expect(faultLines(loaded)).toEqual([expect.stringContaining('secrets[1].name: another secret')]);
  });

  it('a source needs a secret, an empty list is none', () => {
    expect(faultLines(source([]))).toEqual([expect.stringContaining('source.secrets: at least one secret')]);
    expect(faultLines(source(undefined))).toEqual([
      expect.stringContaining('source.secrets: at least one secret'),
    ]);
  });
});

describe('the strength of secrets', () => {
  const text = (value: string) => changed(() => undefined, { ...ENV, SOURCE: value });

  it('a text under the scheme’s minimum is refused, one under 24 characters warned about', () => {
    expect(faultLines(text('123456789'))).toEqual([expect.stringContaining('shorter than 10 characters')]);
    expect(warningLines(text('1234567890'))).toEqual([expect.stringContaining('shorter than 24 characters')]);
    expect(warningLines(text('123456789012345678901234'))).toEqual([]);
  });

  it.each([
    'env:WEBHOOK_SECRET_OF_SHOP',
    'file:/run/secrets/webhook',
    '$WEBHOOK_SECRET_OF_MY_SHOP',
    '<your-webhook-signing-secret>',
    'your-webhook-signing-secret',
  ])('a text that only says where a secret is has a warning of its own: %s', (secret) => {
    expect(warningLines(text(secret))).toHaveLength(1);
  });

  it('blanks around a text secret are warned about and kept', () => {
    const loaded = text(` ${SECRET}`);
    expect(warningLines(loaded)).toEqual([expect.stringContaining('starts or ends with blanks')]);
    expect(firstRoute(loaded).source.secrets[0]?.value).toBe(` ${SECRET}`);
  });

  it('a public key verifies but cannot sign', () => {
    const publicKey = vectors.find(({ kind }) => kind === 'asymmetric-public')?.secret ?? '';
    const both = changed(
      (_config, route) => {
        route.source['scheme'] = 'standard';
      },
      { SOURCE: publicKey, DESTINATION: publicKey },
    );
    expect(faultLines(both)).toEqual([
      expect.stringMatching(
        /^routes\[0\]\.destination\.secrets\[0\]: whpk_… is a public key and cannot sign/,
      ),
    ]);
  });

  it('a private key does both', () => {
    const pair = vectors.find(({ kind, valid }) => kind === 'asymmetric-private' && valid)?.secret ?? '';
    good(changed((_config, route) => (route.source['scheme'] = 'svix'), { SOURCE: pair, DESTINATION: pair }));
  });

  it('a key pair fits no scheme that knows HMAC only', () => {
    const pair = vectors.find(({ kind, valid }) => kind === 'asymmetric-private' && valid)?.secret ?? '';
    const scheme: Scheme = {
      ...standard,
      signature: { header: 'X-S', encoding: 'hex', algorithm: 'hmac-sha256', content: '{id}.{time}.{body}' },
    };
    expect(judge(scheme, pair, 'sign').faults).toHaveLength(1);
  });

  it('hexadecimal and base64 keys must be just that', () => {
    expect(judge({ ...standard, key: 'hex' }, 'abc', 'sign').faults).toHaveLength(1);
    expect(judge({ ...standard, key: 'base64' }, 'not base64!', 'sign').faults).toHaveLength(1);
    expect(judge({ ...standard, key: 'hex' }, 'ab'.repeat(16), 'sign').warnings).toHaveLength(0);
    expect(judge({ ...standard, key: 'hex' }, 'ab'.repeat(15), 'sign').warnings).toHaveLength(1);
  });

  it('several secrets of a destination whose scheme carries one signature are warned about', () => {
    const loaded = changed(
      (_config, route) => {
        route.destination['scheme'] = 'github';
        route.destination['secrets'] = [{ env: 'SOURCE' }, { env: 'DESTINATION' }];
      },
      { SOURCE: SECRET, DESTINATION: WHSEC },
    );
    expect(warningLines(loaded)).toContainEqual(expect.stringContaining('only the first secret signs'));
  });

  it.each(['paddle', 'workos', 'sanity', 'elevenlabs'])(
    'several secrets of a %s destination are warned about, for its verifiers read one of a list',
    (scheme) => {
      const loaded = changed(
        (_config, route) => {
          route.destination['scheme'] = scheme;
          route.destination['secrets'] = [{ env: 'OLD' }, { env: 'DESTINATION' }];
        },
        { SOURCE: SECRET, DESTINATION: WHSEC, OLD: `${SECRET}-old` },
      );
      expect(warningLines(loaded)).toContainEqual(
        expect.stringMatching(/^routes\[0\]\.destination\.secrets: .*only the first secret signs/),
      );
    },
  );

  it('several secrets of a stripe destination all sign, so nothing is said', () => {
    const loaded = changed(
      (_config, route) => {
        route.destination['scheme'] = 'stripe';
        route.destination['secrets'] = [{ env: 'OLD' }, { env: 'DESTINATION' }];
      },
      { SOURCE: SECRET, DESTINATION: WHSEC, OLD: `${SECRET}-old` },
    );
    expect(warningLines(loaded)).toEqual([]);
  });

  it('a secret listed twice is warned about', () => {
    const loaded = changed(
      (_config, route) => (route.source['secrets'] = [{ env: 'SOURCE' }, { env: 'SOURCE' }]),
    );
    expect(warningLines(loaded)).toEqual([expect.stringContaining('the same as another one')]);
  });
});
