import fc from 'fast-check';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { redactConfig } from '../../../src/config/redact.js';
import { parseScheme } from '../../../src/schemes/rules/parse.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import { createHandshakes } from '../../../src/schemes/engine/handshake.js';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { createVerifier } from '../../../src/schemes/engine/verify.js';
import { paths, put } from '../../helpers/places.js';
import { ENV, load, usual, withoutFile } from './helpers.js';

/** Values of every kind, with the words of the configuration more often than chance would have them. */
const word = fc.constantFrom(
  ...[
    'memory:',
    'redis://h',
    'standard',
    'queued',
    'spill',
    '100/s',
    'svix',
    'none',
    '5m',
    '1mb',
    'off',
    '/a',
    '${SOURCE}',
    '${NOWHERE}',
    '$$',
    '__proto__',
  ],
  ...['http://localhost', '4xx', 'x-a', '*', '{body}', 'constructor'],
);
const leaf = fc.oneof(word, fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const junk = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(word, fc.string()), tie('value'), { maxKeys: 4 }),
    fc.constant({ env: 'SOURCE' }),
  ),
})).value;

/** Texts made of pieces of the template language. */
const template = fc
  .array(
    fc.constantFrom(
      ...[
        '{body}',
        '{time}',
        '{id}',
        '{url}',
        '{url:base}',
        '{header:X-A?}',
        '{json:/a}',
        '{query:a}',
        '{form?}',
      ],
      ...['{secret}', '{', '}', '?', '.', '{hmac-sha256:hex:query:a}', '{n}', 'X-Sig', '/a'],
    ),
    { maxLength: 4 },
  )
  .map((pieces) => pieces.join(''));

/** What no fault says: JavaScript's words, the schema library's, and ours for what no schema explains. */
const OTHERS_WORDS = /undefined|\[object|Invalid|of no form/;

function settle(loaded: ReturnType<typeof load>): void {
  if (loaded.ok) expect(() => JSON.stringify(redactConfig(loaded.config))).not.toThrow();
  else {
    expect(loaded.faults.length).toBeGreaterThan(0);
    for (const { path, message } of loaded.faults) {
      expect(path).not.toBe('');
      expect(message).not.toMatch(OTHERS_WORDS);
    }
  }
}

describe('junk', { timeout: 60_000 }, () => {
  it('any text is a configuration or has faults', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => {
        settle(load(text));
      }),
    );
  });

  it('any data is a configuration or has faults', () => {
    fc.assert(
      fc.property(junk, (data) => {
        settle(load(stringify(data)));
      }),
      { numRuns: 300 },
    );
  });

  it('any junk at any place of a good configuration leaves a configuration or faults', () => {
    const full = {
      ...{ server: {}, admin: {}, log: {}, ...usual(), schemes: { mine: schemes['stripe'] } },
      store: { url: 'redis://h', durability: 'fsync', replicas: 1 },
    };
    Object.assign(full.routes[0], {
      dedupe: { window: '1h', key: { json: '/a' } },
      events: ['a'],
      delivery: {
        ...{ mode: 'queued', schedule: ['5s', '5m'], concurrency: 2, rate: '100/s', order: 'none' },
        ...{ maxAge: '7d', keepBodies: 'off', keepDead: '30d' },
      },
      deliveries: { log: 'on', maxAge: '7d', maxCount: 5 },
    });
    Object.assign(full.routes[0].destination, {
      headers: { 'X-A': 'b' },
      verdicts: { final: ['4xx'] },
      tls: {},
    });
    fc.assert(
      fc.property(fc.constantFrom(...paths(full)), junk, (path, value) => {
        settle(load(stringify(put(full, path, value))));
      }),
      { numRuns: 500 },
    );
  });

  it('any junk at any place of any scheme is a scheme or has faults, never an exception', () => {
    const places = Object.values(schemes).flatMap((scheme) =>
      paths(scheme).map((path) => ({ scheme, path })),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.oneof(junk, template, fc.anything()),
        ({ scheme, path }, value) => {
          const parsed = parseScheme(put(scheme, path, value), ['schemes', 'junk']);
          if (parsed.ok) return;
          expect(parsed.faults.length).toBeGreaterThan(0);
          for (const { message } of parsed.faults) expect(message).not.toMatch(OTHERS_WORDS);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('a scheme that is taken can be used: verifying and answering never throw', () => {
    const changes = Object.values(schemes).flatMap((scheme) =>
      paths(scheme).map((path) => ({ scheme, path })),
    );
    const delivery = {
      method: 'POST',
      target: '/in?a=1',
      rawHeaders: ['content-type', 'application/json'],
      body: Buffer.from('{"a":1}'),
      receivedAt: 1_700_000_000_000,
    };
    fc.assert(
      fc.property(fc.constantFrom(...changes), fc.oneof(template, junk), ({ scheme, path }, value) => {
        const parsed = parseScheme(put(scheme, path, value), ['schemes', 'junk']);
        if (!parsed.ok || parsed.scheme.key === 'public-key') return;
        const keys = parsed.scheme.signature ? [readKey({ key: 'utf8' }, 'secret')] : [];
        createVerifier(parsed.scheme, keys, { publicUrl: 'https://gateway.example/in' })(delivery);
        createHandshakes(parsed.scheme, keys, 'token')(delivery, false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('any values of the variables are a configuration or have faults', () => {
    const names = [
      'GATEWAY_SOURCE_SCHEME',
      'GATEWAY_SOURCE_SECRET',
      'GATEWAY_DESTINATION_URL',
      'REDIS_URL',
      'PORT',
      'GATEWAY_PATH',
      'GATEWAY_MODE',
      'GATEWAY_NAME',
      'LOG_LEVEL',
      'GATEWAY_ADMIN_TOKEN_FILE',
    ];
    const values = fc.dictionary(fc.constantFrom(...names), fc.oneof(word, fc.string()));
    fc.assert(
      fc.property(values, (env) => {
        settle(withoutFile({ ...ENV, ...env }));
      }),
    );
  });

  it('a mapping with a member `length` is no list, and no exception', () => {
    const mapping: unknown = Object.assign(Object.create(null) as object, {
      length: Object.create(null) as object,
    });
    const parsed = parseScheme({ statuses: { accepted: mapping, final: [] } }, ['schemes', 'junk']);
    expect(parsed.ok || parsed.faults).toContainEqual({
      path: 'schemes.junk.statuses.accepted',
      message: 'expected a list, got a mapping',
    });
  });

  it.each([
    ['entries.values', { 'a b': 'x' }, 'this key is not a tag of letters, digits, - and _'],
    ['entries.values', { '': 'x' }, 'this key is not a tag of letters, digits, - and _'],
    ['entries.tags', { '\n': 'hmac-sha256' }, 'this key is not printable ASCII text'],
  ])('a key that %s does not take is refused by what a key of it is', (place, value, message) => {
    const parsed = parseScheme(put(schemes['hygraph'], `signature.${place}`.split('.'), value), [
      'schemes',
      'a',
    ]);
    const [key = ''] = Object.keys(value);
    const path = `schemes.a.signature.${place}[${JSON.stringify(key)}]`;
    expect(parsed.ok || parsed.faults).toContainEqual({ path, message });
  });

  it('a header of a sample is named as headers are', () => {
    const payload = { jsonata: 'a', samples: [{ file: 'a.json', headers: { 'a b': 'x' } }] };
    const given = put(usual(), ['routes', 0, 'destination', 'payload'], payload);
    const loaded = load(stringify(given));
    expect(loaded.ok || loaded.faults).toContainEqual({
      path: 'routes[0].destination.payload.samples[0].headers["a b"]',
      message: 'this key is not a header name',
    });
  });
});
