/** TLS of the two ports: what of its files is a fault, and what is only warned about. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadGatewayConfig } from '../../src/config/load.js';
import { redactConfig } from '../../src/config/redact.js';
import { reloadFaults } from '../../src/config/reload.js';
import type { Loaded } from '../../src/config/config.js';
import { createAuthority, type Authority, type Credentials } from '../helpers/certificates.js';
import { ENV, faultLines, good, usual, warningLines } from '../unit/config/helpers.js';

const DAY = 86_400_000;

let authority: Authority;
let own: Credentials;
let other: Credentials;
let expired: Credentials;

beforeAll(() => {
  authority = createAuthority();
  own = authority.issue({ names: 'DNS:localhost' });
  other = authority.issue({ names: 'DNS:localhost' });
  expired = authority.issue({ names: 'DNS:localhost', expired: true });
});
afterAll(() => {
  authority.close();
});

interface More {
  readonly tls?: Record<string, unknown>;
  readonly files?: Record<string, string>;
  readonly now?: number | undefined;
  readonly section?: 'server' | 'admin';
}

function load({ tls = { cert: 'c.pem', key: 'k.pem' }, files = {}, now, section = 'server' }: More): Loaded {
  const all: Record<string, string> = {
    '/conf/g.yaml': JSON.stringify({ ...usual(), [section]: { tls } }),
    '/conf/c.pem': own.cert,
    '/conf/k.pem': own.key,
    '/conf/ca.pem': authority.cert,
    ...files,
  };
  return loadGatewayConfig({
    file: '/conf/g.yaml',
    env: ENV,
    readFile: (path) => {
      const text = all[path];
      if (text === undefined) throw Object.assign(new Error('none'), { code: 'ENOENT' });
      return Buffer.from(text);
    },
    ...(now !== undefined && { now }),
  });
}

const whole = { cert: 'c.pem', key: 'k.pem', clientCa: 'ca.pem' };

describe.each(['server', 'admin'] as const)('%s.tls', (section) => {
  it('takes PEM files beside the configuration', () => {
    expect(good(load({ section, tls: whole }))[section].tls).toEqual({ ...own, clientCa: authority.cert });
    expect(good(load({ section }))[section].tls).toEqual({ ...own, clientCa: undefined });
    const plain = loadGatewayConfig({
      file: 'g.yaml',
      env: ENV,
      readFile: () => Buffer.from(JSON.stringify(usual())),
    });
    expect(good(plain)[section].tls).toBeUndefined();
  });

  it.each([
    ['no key', { tls: { cert: 'c.pem' } }, 'tls.key: is required'],
    ['no certificate', { tls: { clientCa: 'ca.pem', key: 'k.pem' } }, 'tls.cert: is required'],
    [
      'a file that is not there',
      { tls: { ...whole, cert: 'none.pem' } },
      'tls.cert: the file cannot be read (ENOENT)',
    ],
    [
      'a key in place of the certificate',
      { tls: { cert: 'k.pem', key: 'k.pem' } },
      'tls.cert: the file does not hold a certificate',
    ],
    [
      'a certificate in place of the key',
      { tls: { cert: 'c.pem', key: 'c.pem' } },
      'tls.key: the file does not hold a private key',
    ],
    [
      'no authority',
      { tls: whole, files: { '/conf/ca.pem': 'junk' } },
      'tls.clientCa: the file does not hold',
    ],
  ])('%s is a fault', (_, more, expected) => {
    expect(faultLines(load({ section, ...more }))).toEqual([
      expect.stringContaining(`${section}.${expected}`),
    ]);
  });

  it('the key of another certificate is a fault', () => {
    expect(faultLines(load({ section, files: { '/conf/k.pem': other.key } }))).toEqual([
      `${section}.tls.key: does not belong to the certificate in cert`,
    ]);
  });

  it('an expired certificate is warned about, with its date, and one that soon is', () => {
    const files = { '/conf/c.pem': expired.cert, '/conf/k.pem': expired.key };
    const warned = (more: More): string[] =>
      warningLines(load({ section, ...more })).filter((line) => line.includes('tls'));
    expect(warned({ files, now: Date.now() })).toEqual([
      `${section}.tls.cert: the certificate expired on 2020-01-02; clients refuse it`,
    ]);
    expect(warned({ now: Date.now() })).toEqual([
      expect.stringMatching(/tls\.cert: the certificate expires on \d{4}-\d\d-\d\d$/),
    ]);
    expect(warned({ now: Date.now() - 30 * DAY })).toEqual([expect.stringContaining('is valid from')]);
    expect(warned({ files })).toEqual([]);
  });

  it('is printed without what is in the files', () => {
    const printed = JSON.stringify(redactConfig(good(load({ section, tls: whole }))));
    expect(printed).toContain('"cert":"[read from its file]"');
    expect(printed).not.toContain('BEGIN');
    expect(printed).not.toContain(own.key.split('\n')[1] ?? 'a line');
  });

  it('a reload may bring other files, and may not switch it or the demand for certificates on or off', () => {
    const config = (more: More) => good(load({ section, ...more }));
    const exchanged = config({ files: { '/conf/c.pem': other.cert, '/conf/k.pem': other.key } });
    expect(reloadFaults(config({}), exchanged)).toEqual([]);
    const off = good(load({ section: section === 'server' ? 'admin' : 'server' }));
    expect(reloadFaults(config({}), off).map(({ path }) => path)).toContain(`${section}.tls`);
    expect(reloadFaults(config({}), config({ tls: whole })).map(({ path }) => path)).toEqual([
      `${section}.tls.clientCa`,
    ]);
  });
});

it('a key that OpenSSL finds too weak is a fault, not a port that cannot open', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 512 });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  expect(faultLines(load({ files: { '/conf/k.pem': key } })).join()).toMatch(/server\.tls/);
});
