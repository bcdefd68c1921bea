import { describe, expect, it, test } from 'vitest';
import type { Verdict } from '../../../src/model/delivery.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import type { Statuses } from '../../../src/schemes/spec.js';
import { answererOf, createRefusesUs, destinationReader, readerOf } from '../../../src/policy/verdict.js';

/** The rules as the providers' pages have them, written a second time and apart from the catalogue. */
function understood(by: string, status: number): Verdict {
  if (status >= 200 && status < 300) return 'accepted';
  switch (by) {
    case 'actuallycare':
    case 'actuallycare-bare':
      return status >= 400 && status < 500 && status !== 408 && status !== 429 ? 'final' : 'retry';
    case 'standard':
    case 'svix':
    case 'carecycle':
      return status === 410 ? 'final' : 'retry';
    default:
      return 'retry';
  }
}

const NAMES = [
  ...['actuallycare', 'actuallycare-bare', 'exampleapi', 'real-estate', 'svix', 'standard', 'carecycle'],
  ...['github', 'stripe', 'slack', 'shopify'],
];
const STATUSES = [
  ...[
    200, 201, 202, 204, 206, 299, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 408, 409, 410, 413,
  ],
  ...[415, 418, 422, 425, 429, 451, 499, 500, 501, 502, 503, 504, 599],
];

function statusesOf(name: string): Statuses {
  const scheme = schemes[name];
  if (!scheme) throw new TypeError(name);
  return scheme.statuses;
}

describe.each(NAMES)('a receiver of %s', (destination) => {
  test.each(STATUSES)('that answers %i is understood as its provider would understand it', (status) => {
    expect(readerOf(statusesOf(destination))(status)).toBe(understood(destination, status));
  });

  test.each(NAMES)('is translated for a source of %s without a change of meaning', (source) => {
    const read = readerOf(statusesOf(destination));
    const answer = answererOf(statusesOf(source));
    for (const status of STATUSES) {
      const meant = understood(destination, status);
      const told = answer(read(status), status);
      // Where the source has no final failure, a plain success stops its retries.
      const knowsFinal = source.startsWith('actuallycare');
      expect(understood(source, told), `${status} → ${told}`).toBe(
        meant === 'final' && !knowsFinal ? 'accepted' : meant,
      );
      expect(told, `${status} → ${told}`).toSatisfy((sent: number) => sent < 300 || sent >= 400);
      const disables = status === 410 && ['standard', 'svix', 'carecycle'].includes(source);
      if (disables) expect(told).not.toBe(410);
      // The receiver's own status wherever it says the same.
      const redirect = status >= 300 && status < 400;
      if (!redirect && !disables && understood(source, status) === meant) expect(told).toBe(status);
    }
  });
});

describe('the answers named in the contract', () => {
  test.each([
    ['svix', 404, 'actuallycare', 502, 'worth a retry there, but final as it stands'],
    ['svix', 409, 'actuallycare', 502, 'worth a retry there, but final as it stands'],
    ['svix', 500, 'actuallycare', 500, 'retried by both'],
    ['svix', 410, 'actuallycare', 410, 'final to both'],
    ['svix', 410, 'standard', 200, 'would switch off the whole endpoint'],
    ['exampleapi', 410, 'standard', 502, 'worth a retry, but would switch off the whole endpoint'],
    ['actuallycare', 404, 'exampleapi', 200, 'final, and the source knows no final failure'],
    ['actuallycare', 404, 'actuallycare', 404, 'final to both'],
    ['actuallycare', 429, 'standard', 429, 'retried by both'],
    ['actuallycare', 408, 'actuallycare', 408, 'retried by both'],
    ['exampleapi', 302, 'actuallycare', 502, 'a redirect is a failure and goes no further'],
    ['actuallycare', 204, 'actuallycare', 204, 'accepted by both'],
  ])('%s receiver, %i, %s source: %i (%s)', (destination, status, source, told) => {
    const verdict = readerOf(statusesOf(destination))(status);
    expect(answererOf(statusesOf(source))(verdict, status)).toBe(told);
  });

  it('without a status of the receiver, a plain one is told', () => {
    const answer = answererOf(statusesOf('actuallycare'));
    expect([answer('accepted'), answer('retry'), answer('final')]).toEqual([200, 502, 422]);
    const others = answererOf(statusesOf('exampleapi'));
    expect([others('accepted'), others('retry'), others('final')]).toEqual([200, 502, 200]);
  });

  it('a status that is none of HTTP is not passed on', () => {
    expect(answererOf(statusesOf('exampleapi'))('retry', 799)).toBe(502);
  });
});

const ABOUT_US = [401, 403, 404, 405, 407, 411, 413, 414, 415, 421, 426, 431];

describe('what a receiver says about us', () => {
  const sources = Object.entries(schemes).map(([from, { statuses }]) => ({
    from,
    answer: answererOf(statuses),
    read: readerOf(statuses),
  }));

  test.each(ABOUT_US)('%i is worth a retry and told as no success, under no pair of schemes', (status) => {
    const wrong: string[] = [];
    for (const [to, { statuses }] of Object.entries(schemes)) {
      const verdict = destinationReader(statuses)(status);
      expect(verdict, to).toBe('retry');
      for (const { from, answer, read } of sources) {
        const told = answer(verdict);
        if (read(told) !== 'retry' || told < 400) wrong.push(`${to} to ${from}: ${told}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is what the route says where it names the status', () => {
    const { statuses } = schemes['actuallycare'] ?? {};
    if (!statuses) throw new TypeError();
    const none = { accepted: [], retry: [], final: [] };
    expect(destinationReader(statuses, { ...none, final: ['404'] })(404)).toBe('final');
    expect(destinationReader(statuses, { ...none, final: ['4xx'] })(404)).toBe('final');
    expect(destinationReader(statuses, { ...none, accepted: ['404'] })(404)).toBe('accepted');
    expect(createRefusesUs({ ...none, final: ['404'] })(404)).toBe(false);
    expect(createRefusesUs({ ...none, retry: ['404'] })(404)).toBe(true);
  });

  it('is no word about the event: what is about the event is read as before', () => {
    const read = destinationReader(schemes['actuallycare']?.statuses ?? { accepted: [], final: [] });
    expect([400, 402, 406, 408, 409, 410, 422, 429, 451].map((status) => read(status))).toEqual([
      ...(['final', 'final', 'final', 'retry', 'final', 'final', 'final', 'retry', 'final'] as const),
    ]);
  });
});

describe('rules a user may write', () => {
  const none = { accepted: [], retry: [], final: [] };

  it('a correction of the route beats the scheme, for one status or a class', () => {
    const read = readerOf(statusesOf('actuallycare'), { ...none, accepted: ['409'], retry: ['404', '5xx'] });
    expect([read(409), read(404), read(400), read(503)]).toEqual(['accepted', 'retry', 'final', 'retry']);
    expect(readerOf(statusesOf('exampleapi'), { ...none, final: ['4xx'], retry: ['429'] })(400)).toBe(
      'final',
    );
    expect(readerOf(statusesOf('exampleapi'), { ...none, final: ['4xx'], retry: ['429'] })(429)).toBe(
      'retry',
    );
    expect(readerOf(statusesOf('exampleapi'), { ...none, retry: ['202'] })(202)).toBe('retry');
  });

  it('no rule makes a redirect anything but a failure', () => {
    const rule = { accepted: ['2xx', '302', '3xx'], final: ['304'] };
    expect([302, 304, 307].map(readerOf(rule, { ...none, accepted: ['302'] }))).toEqual([
      'retry',
      'retry',
      'retry',
    ]);
    expect(answererOf(rule)('accepted', 302)).toBe(200);
  });

  it('a single status beats its class, whatever the order', () => {
    const read = readerOf({ accepted: ['200'], final: ['2xx', '4xx'], retry: ['404'] });
    expect([read(200), read(201), read(404), read(405), read(500)]).toEqual([
      ...(['accepted', 'final', 'retry', 'final', 'retry'] as const),
    ]);
  });

  it('where the plain statuses mean something else to the source, one that its rule names is told', () => {
    const odd = answererOf({ accepted: ['204'], final: ['4xx', '5xx'], retry: ['408'] });
    expect(odd('accepted', 200)).toBe(204);
    expect(odd('retry', 500)).toBe(408);
    expect(odd('final', 404)).toBe(404);
    expect(answererOf({ accepted: ['204'], final: [] })('final', 404)).toBe(204);
    expect(answererOf({ accepted: ['2xx'], final: ['418'] })('final', 404)).toBe(418);
  });
});
