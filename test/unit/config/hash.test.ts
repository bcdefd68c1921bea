import { describe, expect, it } from 'vitest';
import type { Loaded } from '../../../src/config/config.js';
import { configHash, hashNumber } from '../../../src/config/hash.js';
import { ENV, SECRET, changed, good, load, usual } from './helpers.js';

const hashOf = (loaded: Loaded): Promise<string> => configHash(good(loaded));
/** The part that is made of hidden values. */
const hiddenPart = (hash: string): string => hash.slice(8);
const openPart = (hash: string): string => hash.slice(0, 8);

describe('the hash of a configuration', () => {
  it('is the same for the same one, however the file is written', async () => {
    const { routes, store } = usual();
    const hash = await hashOf(load({ store, routes }));
    expect(await hashOf(load({ routes, store, server: { port: 8080 }, 'x-own': 1 }))).toBe(hash);
    expect(hash).toMatch(/^[0-9a-f]{12}$/);
  });

  it('differs where a key differs', async () => {
    const hash = await hashOf(load(usual()));
    expect(await hashOf(changed((config) => (config['server'] = { maxInFlight: 7 })))).not.toBe(hash);
  });

  const hiding = ({ secret = SECRET, token = 'a', header = 'a', password = 'a' } = {}): Loaded =>
    changed(
      (config, route) => {
        config['store'] = { url: `redis://:${password}@host` };
        route.destination['url'] = `https://a.example/?t=${token}`;
        route.destination['headers'] = { 'X-Key': header };
      },
      { ...ENV, SOURCE: secret },
    );

  it.each<[string, Loaded]>([
    ['a secret', hiding({ secret: `${SECRET}2` })],
    ['a token in a URL', hiding({ token: 'b' })],
    ['a header', hiding({ header: 'b' })],
    ['a password of the store', hiding({ password: 'b' })],
  ])('differs where %s has another value', async (_what, other) => {
    const [one, two] = [await hashOf(hiding()), await hashOf(other)];
    expect(openPart(two)).toBe(openPart(one));
    expect(hiddenPart(two)).not.toBe(hiddenPart(one));
  });

  it('says of all hidden values together only two bytes, whatever else changes', async () => {
    const one = await hashOf(load(usual()));
    const otherKey = await hashOf(changed((config) => (config['server'] = { maxInFlight: 7 })));
    expect(openPart(otherKey)).not.toBe(openPart(one));
    expect(hiddenPart(otherKey)).toBe(hiddenPart(one));
    const otherSecret = await hashOf(load(usual(), { ...ENV, SOURCE: `${SECRET}2` }));
    expect(openPart(otherSecret)).toBe(openPart(one));
    expect(hiddenPart(otherSecret)).not.toBe(hiddenPart(one));
    expect(hiddenPart(one)).toHaveLength(4);
  });

  it('is a number that a double holds exactly', () => {
    const largest = hashNumber('ffffffffffff');
    expect(Number.isSafeInteger(largest)).toBe(true);
    expect(largest).toBe(2 ** 48 - 1);
  });
});
