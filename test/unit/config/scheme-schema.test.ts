import { describe, expect, it } from 'vitest';
import { parseScheme } from '../../../src/schemes/rules/parse.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';

/** A scheme in order that uses most of the language. */
function mine(): Record<string, unknown> & { signature: Record<string, unknown> } {
  return {
    title: 'Mine',
    trust: 'body verified',
    evidence: 'documentation',
    signature: { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{id}.{time}.{body}' },
    time: { header: 'X-Time', formats: ['s'], tolerance: '5m' },
    idHeader: 'X-Id',
    identity: ['id'],
    event: [{ json: '/type' }],
    retries: ['1m'],
    deadline: '5s',
    statuses: { accepted: ['2xx'], final: [] },
  };
}

function lines(change: (scheme: ReturnType<typeof mine>) => void): string[] {
  const scheme = mine();
  change(scheme);
  const parsed = parseScheme(scheme, ['schemes', 'mine']);
  return parsed.ok ? [] : parsed.faults.map(({ path, message }) => `${path}: ${message}`);
}

describe('the scheme language', () => {
  it.each(Object.keys(schemes))('takes the built-in scheme %s, and gives it back unchanged', (name) => {
    const scheme = schemes[name];
    expect(parseScheme(scheme, [name])).toEqual({ ok: true, scheme });
    // As `webhook-gateway schemes NAME` prints it.
    expect(parseScheme(JSON.parse(JSON.stringify(scheme)), [name])).toEqual({ ok: true, scheme });
  });

  it('asks for no more than the signature', () => {
    const signature = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' };
    expect(parseScheme({ signature }, ['schemes', 'mine'])).toEqual({
      ok: true,
      scheme: {
        title: 'mine',
        trust: 'body verified',
        evidence: 'documentation',
        signature,
        identity: ['body'],
        retries: 'none',
        deadline: '10s',
        statuses: { accepted: ['2xx'], final: [] },
      },
    });
  });

  it('leaves out a user’s x- keys', () => {
    expect(lines((scheme) => ((scheme['x-note'] = 1), (scheme.signature['x-note'] = 2)))).toEqual([]);
  });

  const time = { header: 'X-Time', formats: ['s'], tolerance: '5m' };
  it.each<[string, (scheme: ReturnType<typeof mine>) => unknown, RegExp]>([
    [
      'an unknown key',
      (s) => (s['retrys'] = []),
      /^schemes\.mine\.retrys: unknown key; did you mean "retries"/,
    ],
    [
      'neither algorithm nor entries',
      (s) => delete s.signature['algorithm'],
      /^schemes\.mine\.signature: needs exactly one/,
    ],
    [
      'algorithm and entries',
      (s) => (s.signature['entries'] = { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' } }),
      /signature: needs exactly one/,
    ],
    [
      'an unknown placeholder',
      (s) => (s.signature['content'] = '{id}.{time}.{body}.{urls}'),
      /content: knows \{body\}/,
    ],
    ['a stray brace', (s) => (s.signature['content'] = '{id}.{time}.{body}}'), /content: has a \{ or \}/],
    [
      'content without the body',
      (s) => (s.signature['content'] = '{id}.{time}'),
      /content: without \{body\}/,
    ],
    [
      'content beyond ASCII',
      (s) => (s.signature['content'] = 'é{id}.{time}.{body}'),
      /content: expected printable ASCII/,
    ],
    ['{id} without idHeader', (s) => delete s['idHeader'], /content: \{id\} needs idHeader/],
    [
      'an id that is not signed',
      (s) => (s.signature['content'] = '{time}.{body}'),
      /content: idHeader names the signed id/,
    ],
    ['{time} without time', (s) => delete s['time'], /content: \{time\} needs time/],
    [
      'a time that is not signed',
      (s) => (s.signature['content'] = '{id}.{body}'),
      /content: time is given, but/,
    ],
    ['a time nowhere', (s) => (s['time'] = { formats: ['s'], tolerance: '5m' }), /the time stands either/],
    [
      'a time in two places',
      (s) => {
        delete s.signature['algorithm'];
        s.signature['entries'] = { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, time: 't' };
      },
      /the time stands either/,
    ],
    [
      'no separator beside the body',
      (s) => (
        (s.signature['content'] = '{id}.{time}{body}'),
        (s['time'] = { ...time, formats: ['s', 'ms'] })
      ),
      /content: bytes could move between/,
    ],
    [
      'no separator behind the body',
      (s) => (s.signature['content'] = '{time}.{body}{id}'),
      /content: bytes could move between/,
    ],
    [
      'an identity of an unsigned id',
      (s) => (
        (s['idHeader'] = undefined),
        (s['sourceId'] = { header: 'X-Id' }),
        (s.signature['content'] = '{time}.{body}')
      ),
      /identity: id needs a signed id/,
    ],
    [
      'an identity of an event without event',
      (s) => ((s['identity'] = ['body', 'event']), delete s['event']),
      /identity: event needs the key event/,
    ],
    ['an identity of the event alone', (s) => (s['identity'] = ['event']), /identity: an event name alone/],
    [
      'a pointer without slash',
      (s) => (s['event'] = [{ json: 'type' }]),
      /event\[0\]\.json: expected a JSON pointer/,
    ],
    [
      'a place of two kinds',
      (s) => (s['sourceId'] = { json: '/a', header: 'b' }),
      /sourceId: expected \{ header/,
    ],
    [
      'a header that is none',
      (s) => (s.signature['header'] = 'X Sig'),
      /signature\.header: expected a header name/,
    ],
    ['a deadline without unit', (s) => (s['deadline'] = '5'), /deadline: expected a duration/],
    ['a size without unit', (s) => (s['maxBodySize'] = 5), /maxBodySize: expected a size/],
    [
      'a status of no class',
      (s) => (s['statuses'] = { accepted: ['2xx'], final: ['7xx'] }),
      /statuses\.final\[0\]: expected a status/,
    ],
    [
      'ed25519 without its key form',
      (s) => (s.signature['algorithm'] = 'ed25519'),
      /signature: ed25519 needs key: standard/,
    ],
    [
      'an unknown format of time',
      (s) => (s['time'] = { ...time, formats: ['us'] }),
      /time\.formats\[0\]: expected one of s, ms, iso/,
    ],
    [
      'prefixOptional without prefix',
      (s) => (s.signature['prefixOptional'] = true),
      /prefixOptional: needs a prefix/,
    ],
    [
      'twins of other headers',
      (s) => (s['twins'] = { 'X-Other': 'X-Y' }),
      /twins: names a header that is not/,
    ],
    ['an unknown placeholder in writes', (s) => (s['writes'] = { 'X-E': '{secret}' }), /writes\.X-E: knows/],
    [
      'no signature',
      (s) => Reflect.deleteProperty(s, 'signature'),
      /signature: is required unless trust is none/,
    ],
  ])('%s is a fault', (_what, change, expected) => {
    expect(lines(change).join('\n')).toMatch(expected);
  });

  it('entries: tags and time must be tellable apart', () => {
    const entries = (given: Record<string, unknown>) =>
      lines((scheme) => {
        delete scheme.signature['algorithm'];
        scheme['time'] = { formats: ['s'], tolerance: '5m' };
        scheme.signature['entries'] = {
          separator: ',',
          assign: '=',
          tags: { v1: 'hmac-sha256' },
          time: 't',
          ...given,
        };
      });
    expect(entries({})).toEqual([]);
    expect(entries({ assign: ',' }).join()).toContain('equals the separator');
    expect(entries({ tags: {} }).join()).toContain('names no tag');
    expect(entries({ tags: { 'v=1': 'hmac-sha256' } }).join()).toContain('a tag holds');
    expect(entries({ time: 'v1' }).join()).toContain('carries a signature already');
  });

  it.each([undefined, null, 5, 'text', [], () => 1, Symbol('x'), Object.create(null)])(
    'junk number %# is a list of faults, never an exception',
    (junk) => {
      expect(parseScheme(junk, ['schemes', 'mine']).ok).toBe(false);
    },
  );

  it('a description that holds itself ends in faults', () => {
    const loop: Record<string, unknown> = {};
    loop['signature'] = loop;
    expect(parseScheme(loop, ['loop']).ok).toBe(false);
  });
});
