import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Leg } from '../../../src/config/config.js';
import { randomHex } from '../../../src/gateway/random-hex.js';
import { createForwardedHeaders } from '../../../src/line/passed-headers.js';
import { signatureHeadersOf } from '../../../src/schemes/engine/read-headers.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';

const SIGNATURE_HEADERS = signatureHeadersOf(Object.values(schemes));

interface Choice {
  readonly carry?: readonly string[];
  readonly forwardHeaders?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** What goes on of these headers: a record of names to values, the trace apart. */
function forwarded(
  raw: readonly string[],
  choice: Choice = {},
): { trace: string; rest: Record<string, string>; count: number; dropped: string | undefined } {
  const { carry = [], forwardHeaders = [], headers = {} } = choice;
  const destination = { scheme: {}, alsoSign: [], renameEvents: {}, forwardHeaders, headers };
  const route = { source: { scheme: { carry } }, destination };
  const create = createForwardedHeaders(route as unknown as Leg, SIGNATURE_HEADERS, randomHex);
  const { headers: list, dropped } = create(raw);
  const rest: Record<string, string> = {};
  for (let i = 0; i < list.length; i += 2) rest[list[i] ?? ''] = list[i + 1] ?? '';
  const { traceparent: trace = '', ...others } = rest;
  // The list of the unsigned ones has a test of its own (test/gateway/unsigned-labels).
  const lists = ['Webhook-Gateway-Unsigned-Headers', 'Webhook-Gateway-Dropped-Headers'];
  const carried = Object.entries(others).filter(([name]) => !lists.includes(name));
  expect(rest['Webhook-Gateway-Dropped-Headers']).toBe(dropped);
  return { trace, rest: Object.fromEntries(carried), count: carried.length + 1, dropped };
}

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('by an allowlist', () => {
  it('nothing goes on that nobody asked for', () => {
    const raw = ['Cookie', 'a=b', 'Authorization', 'Bearer x', 'Host', 'evil', 'X-Forwarded-For', '1.2.3.4'];
    expect(forwarded([...raw, 'X-Custom', '1', 'Content-Length', '7', 'User-Agent', 'x']).rest).toEqual({});
  });

  it("the scheme's information headers and the route's go on, in any letters", () => {
    const raw = ['X-GITHUB-EVENT', 'push', 'x-custom', 'a b', 'X-Other', '1'];
    expect(forwarded(raw, { carry: ['X-GitHub-Event'], forwardHeaders: ['x-custom'] }).rest).toEqual({
      'x-github-event': 'push',
      'x-custom': 'a b',
    });
  });

  it('a pattern lets the rest of a name vary, and nothing before it', () => {
    const raw = ['X-GitHub-Event', 'push', 'X-GitHub-Hook-ID', '7', 'X-Git', '1', 'Not-X-GitHub-Event', '1'];
    expect(forwarded(raw, { forwardHeaders: ['x-github-*'] }).rest).toEqual({
      'x-github-event': 'push',
      'x-github-hook-id': '7',
    });
  });

  it('a header named twice over goes on once', () => {
    const choice = { carry: ['X-GitHub-Event'], forwardHeaders: ['x-github-event', 'x-github-*', 'x-git*'] };
    expect(forwarded(['X-GitHub-Event', 'push'], choice)).toMatchObject({
      rest: { 'x-github-event': 'push' },
      count: 2,
    });
  });
});

describe('never', () => {
  test.each([...SIGNATURE_HEADERS])('%s, by which a scheme proves something, asked for or not', (name) => {
    const choice = { carry: [name], forwardHeaders: [name, `${name.slice(0, 4)}*`] };
    for (const spelling of [name, name.toUpperCase(), name.replaceAll('-', '_')]) {
      expect(forwarded([spelling, 'x'], choice).rest, spelling).toEqual({});
    }
  });

  it('a repeated header, whose value nobody can tell', () => {
    const raw = ['X-Custom', '1', 'x-custom', '2', 'X-Other', 'a', 'X-OTHER', 'a'];
    expect(forwarded(raw, { forwardHeaders: ['x-custom', 'x-oth*'] }).rest).toEqual({});
  });

  it('a value that is empty, too long, or holds control characters', () => {
    for (const value of ['', ' ', 'a\u0000', 'a\r\nX-Evil: 1', 'a\u007f', '\ta', 'x'.repeat(4097)]) {
      expect(forwarded(['X-Custom', value], { forwardHeaders: ['x-custom'] }).rest).toEqual({});
      expect(forwarded(['X-Custom', value], { forwardHeaders: ['x-cus*'] }).rest).toEqual({});
    }
    expect(forwarded(['X-Custom', 'x'.repeat(4096)], { forwardHeaders: ['x-custom'] }).count).toBe(2);
  });

  it('a name with an underscore, which servers on the way take for a dash', () => {
    expect(
      forwarded(['X_Custom-A', '1', 'X-Custom_B', '1'], { forwardHeaders: ['x-cus*', 'x_c*'] }).rest,
    ).toEqual({});
  });

  it('what the operator sets for the route: it is not for the source to say', () => {
    const choice = { carry: ['X-Tenant'], forwardHeaders: ['x-ten*'], headers: { 'X-TENANT': 'acme' } };
    expect(forwarded(['x-tenant', 'evil'], choice).rest).toEqual({});
  });

  it('what Connection names as meant for this hop', () => {
    const choice = { forwardHeaders: ['x-custom', 'x-other'] };
    for (const connection of ['X-Custom', 'keep-alive, x-custom', 'close ,X-CUSTOM,']) {
      const raw = ['X-Custom', '1', 'X-Other', '2', 'Connection', connection];
      expect(forwarded(raw, choice).rest, connection).toEqual({ 'x-other': '2' });
    }
    expect(forwarded(['X-Custom', '1', 'Connection', 'keep-alive'], choice).count).toBe(2);
  });
});

describe('what was asked for and cannot go on is named, never dropped without a word:', () => {
  const choice = { carry: ['X-Exact'], forwardHeaders: ['x-pre-*'] };

  test.each<[string, readonly string[], string]>([
    ['repeated', ['X-Exact', '1', 'x-exact', '2', 'X-Pre-A', 'a', 'X-PRE-A', 'a'], 'x-exact, x-pre-a'],
    ['empty', ['X-Exact', '', 'X-Pre-A', ''], 'x-exact, x-pre-a'],
    ['too long', ['X-Exact', 'x'.repeat(4097), 'X-Pre-A', 'ü'.repeat(4097)], 'x-exact, x-pre-a'],
    ['a control character', ['X-Exact', 'a\u0000', 'X-Pre-A', 'a\u007f'], 'x-exact, x-pre-a'],
    ['an underscore in the name', ['X-Pre-A_B', '1'], 'x-pre-a_b'],
    [
      'named by Connection',
      ['X-Exact', '1', 'X-Pre-A', '1', 'Connection', 'x-exact, x-pre-a'],
      'x-exact, x-pre-a',
    ],
  ])('%s', (_what, raw, names) => {
    const { rest, dropped } = forwarded(raw, choice);
    expect([rest, dropped]).toEqual([{}, names]);
  });

  it('not what nobody asked for, what does not come, what goes on, or what the source may never say', () => {
    const raw = [
      'X-Other',
      '',
      'X-Exact',
      'caf\u00e9',
      'X-Pre-A',
      'b',
      'Svix-Id',
      '',
      'Connection',
      'x-other',
    ];
    const { rest, dropped } = forwarded(raw, { ...choice, forwardHeaders: ['x-pre-*', 'svix-*'] });
    expect([rest, dropped]).toEqual([{ 'x-exact': 'caf\u00e9', 'x-pre-a': 'b' }, undefined]);
  });
});

describe('the trace', () => {
  it('of the source goes on', () => {
    expect(forwarded(['Traceparent', TRACE]).trace).toBe(TRACE);
  });

  test.each([
    ['none', []],
    ['two', ['traceparent', TRACE, 'traceparent', TRACE]],
    ['another version', ['traceparent', TRACE.replace('00-', 'ff-')]],
    ['upper case', ['traceparent', TRACE.toUpperCase()]],
    ['zeros for a trace', ['traceparent', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`]],
    ['zeros for a span', ['traceparent', `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`]],
    ['a tail', ['traceparent', `${TRACE}-x`]],
  ])('begins anew and unsampled where the source has %s', (_what, raw) => {
    const { trace } = forwarded(raw);
    expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(trace).not.toBe(forwarded(raw).trace);
  });
});

it('whatever comes, only names asked for go on, once each, with a value as it came', () => {
  const names = fc.oneof(
    fc.constantFrom('x-custom', 'X-Pre-A', 'x-pre-b', 'svix-id', 'Connection'),
    fc.string(),
  );
  const pairs = fc.array(fc.tuple(names, fc.string({ unit: 'binary' })), { maxLength: 8 });
  fc.assert(
    fc.property(pairs, (list) => {
      const raw = list.flat();
      const { rest } = forwarded(raw, { forwardHeaders: ['x-custom', 'x-pre-*', 'svix-id'] });
      for (const [name, value] of Object.entries(rest)) {
        expect(name).toMatch(/^x-custom$|^x-pre-/);
        const found = list.filter(([given]) => given.toLowerCase() === name);
        expect(found.map(([, text]) => text)).toEqual([value]);
      }
    }),
  );
});
