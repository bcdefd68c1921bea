import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageIdOf, recordKeyOf } from '../../../src/model/ids.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The same number written with the arithmetic of school. */
function base62(hex: string): string {
  let rest = BigInt(`0x${hex}`);
  let text = '';
  for (let i = 0; i < 43; i++) {
    text = (ALPHABET[Number(rest % 62n)] ?? '') + text;
    rest /= 62n;
  }
  return text;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('message ids', () => {
  it('are msg_ and 43 base62 characters of SHA-256 of route, NUL and identity', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (route, identity) => {
        const id = messageIdOf(route, identity);
        expect(id).toMatch(/^msg_[0-9A-Za-z]{43}$/);
        expect(id).toBe(`msg_${base62(sha256(`${route}\0${identity}`))}`);
      }),
      { numRuns: 500 },
    );
  });

  it('never change: this one is the same on every replica and in every version', () => {
    expect(messageIdOf('leads', 'id:evt_1')).toBe(`msg_${base62(sha256('leads\0id:evt_1'))}`);
    expect(messageIdOf('leads', 'id:evt_1')).toBe('msg_VqpRsCjikhPT5fW1BRxJ6yVhjrJaO30eDRp2jiL6VuB');
  });

  it('do not collide over routes and identities that read alike when joined', () => {
    const routes = ['leads', 'leads-2', 'leads2', 'a', 'ab', 'abc', 'Leads'];
    const identities = ['id:1', '2id:1', 'bid:1', 'cid:1', 'body:1', 'key:1', '', ' ', 'id:1 '];
    const ids = routes.flatMap((route) => identities.map((identity) => messageIdOf(route, identity)));
    expect(new Set(ids).size).toBe(routes.length * identities.length);
  });

  it('are fit to be signed and to be headers: no dot, blank or comma', () => {
    for (let i = 0; i < 200; i++) expect(messageIdOf('r', String(i))).not.toMatch(/[^\w]/);
  });
});

describe('record keys', () => {
  it('are 32 hexadecimal characters with nothing of the delivery in them', () => {
    fc.assert(
      fc.property(fc.string(), (identity) => {
        expect(recordKeyOf('leads', 'svix', identity)).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
    expect(recordKeyOf('leads', 'svix', 'id:x')).toBe(sha256('leads\0svix\0id:x').slice(0, 32));
  });

  it('differ by route, by scheme and by identity', () => {
    const keys = ['leads', 'calls'].flatMap((route) =>
      ['svix', 'standard'].flatMap((scheme) =>
        ['id:1', 'id:2'].map((identity) => recordKeyOf(route, scheme, identity)),
      ),
    );
    expect(new Set(keys).size).toBe(8);
  });
});
