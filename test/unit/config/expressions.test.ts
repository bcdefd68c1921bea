/** `payload: { jsonata }` in a configuration: where the text comes from, what is refused, what a change of it is. */
import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../src/config/difference.js';
import { configHash } from '../../../src/config/hash.js';
import { redactConfig } from '../../../src/config/redact.js';
import type { GatewayConfig } from '../../../src/config/config.js';
import { changed } from './helpers.js';

type Files = Record<string, string>;

function withPayload(payload: unknown, files: Files = {}) {
  return changed((_, route) => void (route.destination['payload'] = payload), undefined, files);
}

function sound(payload: unknown, files: Files = {}): GatewayConfig {
  const loaded = withPayload(payload, files);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
  return loaded.config;
}

function payloadOf({ routes: [route] }: GatewayConfig) {
  return route?.destinations[0].payload;
}

const FROM_FILE = { jsonata: { file: 'order.jsonata' } };

describe('payload: { jsonata }', () => {
  it('has the defaults that the page names', () => {
    expect(payloadOf(sound({ jsonata: 'a.b' }))).toEqual({
      ...{ text: 'a.b', file: undefined, samples: [], lossy: false, contentType: 'application/json' },
    });
  });

  it('reads a file beside the configuration, in which nothing is replaced', () => {
    const files = { '/conf/order.jsonata': '$$.a & "${X}"\n' };
    expect(payloadOf(sound(FROM_FILE, files))).toMatchObject({
      text: '$$.a & "${X}"\n',
      file: 'order.jsonata',
    });
  });

  it('counts its file as one of the configuration itself: watched and read again like it', () => {
    const { read } = withPayload(FROM_FILE, { '/conf/order.jsonata': 'a' });
    expect(read.text.files.get('/conf/order.jsonata')?.toString()).toBe('a');
    expect([...read.secrets.keys()]).not.toContain('/conf/order.jsonata');
    expect(read.expressions).toEqual([{ text: 'a', key: 'routes[0].destination.payload.jsonata.file' }]);
  });

  it('is another configuration if its file says something else', async () => {
    const [one, other] = ['a', 'b'].map((text) => sound(FROM_FILE, { '/conf/order.jsonata': text }));
    if (!one || !other) throw new Error('nothing loaded');
    expect(changesBetween(one, other)).toEqual([
      { path: 'routes.leads.destination.payload.jsonata', from: { file: 'order.jsonata' }, to: 'changed' },
    ]);
    expect(await configHash(one)).not.toBe(await configHash(other));
  });

  it('is printed as it can be pasted again', () => {
    const payload = { jsonata: 'a.b', samples: ['a.json', { file: 'b.json', event: 'x' }], lossy: true };
    const { routes } = redactConfig(sound(payload)) as { routes: [{ destination: { payload: unknown } }] };
    expect(routes[0].destination.payload).toEqual({ ...payload, contentType: 'application/json' });
  });

  it.each([
    [{ jsonata: { file: 'gone.jsonata' } }, 'jsonata.file', 'the file cannot be read (ENOENT)'],
    [{ jsonata: {} }, 'jsonata.file', 'is required: the path of the file that holds the expression'],
    [{ jsonata: 'a', samples: [{ event: 'x' }] }, 'samples[0].file', 'is required: the path of a body'],
    [{ jsonata: 'a', contentType: 'text/html' }, 'contentType', 'a media type of JSON'],
    [{ jsonata: 'a', lossless: true }, 'lossless', 'unknown key'],
    [{}, 'jsonata', 'expected a JSONata expression'],
  ])('%j is a fault at %s', (payload, path, message) => {
    const loaded = withPayload(payload);
    const faults = loaded.ok ? [] : loaded.faults;
    expect(faults.map((fault) => fault.path)).toEqual([`routes[0].destination.payload.${path}`]);
    expect(faults[0]?.message).toContain(message);
  });

  it('is a fault for a word that is no mode', () => {
    const loaded = withPayload('exakt');
    expect(loaded.ok ? [] : loaded.faults).toEqual([
      {
        path: 'routes[0].destination.payload',
        message: expect.stringContaining('expected exact, compact') as string,
      },
    ]);
  });

  it.each([
    ['$$.a', 1],
    ['$$$$.a', 0],
    ['$.a', 0],
  ])('warns of %s in the configuration itself: %i time(s)', (jsonata, count) => {
    const { warnings } = withPayload({ jsonata });
    expect(warnings.filter(({ message }) => message.includes('$$ is read as $')).length).toBe(count);
  });
});
