/** `events` is strict: a pattern of another language is told, and drops nothing without a word. */
import { describe, expect, it, test } from 'vitest';
import { changed, faultLines, firstRoute, warningLines } from './helpers.js';

const withEvents = (events: unknown[]) => changed((_config, route) => (route['events'] = events));

describe('events', () => {
  test.each([
    ['*.created', '* stands at the end only'],
    ['**', '* stands at the end only'],
    ['invoice.*.paid', '* stands at the end only'],
    ['all', '* fits every event'],
    ['!all', '* fits every event'],
    ['ALL', '* fits every event'],
    ['any', '* fits every event'],
    ['!!x', 'one ! is enough'],
    ['', 'expected an event name'],
    ['^lead', 'only * at the end is special'],
  ])('%j is a fault at its place, with the sentence that helps', (pattern, says) => {
    const faults = faultLines(withEvents(['lead.created', pattern]));
    expect(faults).toEqual([expect.stringContaining(says)]);
    expect(faults[0]).toMatch(/^routes\[0\]\.events\[1\]: /);
  });

  it('every faulty pattern is told', () => {
    expect(faultLines(withEvents(['**', 'lead.*', 'all', 7])).map((line) => line.split(':')[0])).toEqual([
      'routes[0].events[0]',
      'routes[0].events[2]',
      'routes[0].events[3]',
    ]);
  });

  test.each(['lead.created', 'lead.*', '*', '!x', '!lead.*', 'Push Hook', 'orders/paid'])(
    '%j is in order, and stays as it is written',
    (pattern) => {
      const loaded = withEvents([pattern]);
      expect(firstRoute(loaded).events).toEqual([pattern]);
      expect(warningLines(loaded)).toEqual([]);
    },
  );

  test.each([[['!*']], [['lead.*', '!*']], [['lead.created', 'lead.deleted', '!lead.*']], [['a', '!a']]])(
    '%j want nothing at all, which is warned about',
    (events) => {
      expect(warningLines(withEvents(events))).toEqual([
        'routes[0].events: no event is wanted: what stands behind ! takes away all that the others name, so every delivery is acknowledged and dropped',
      ]);
    },
  );

  test.each([[['lead.*', '!lead.deleted']], [['*', '!a*']], [['a', 'b', '!a']]])(
    '%j want something',
    (events) => {
      expect(warningLines(withEvents(events))).toEqual([]);
    },
  );
});

const under = (scheme: string, events: unknown[], more: object = {}) =>
  changed((_config, route) => {
    route.source['scheme'] = scheme;
    Object.assign(route, { events, ...more });
  });

describe('a name that only a header of a shape gives', () => {
  test.each([
    ['github', 'issue.created', 'X-GitHub-Event is lower case letters, digits and _'],
    ['github', 'Push', 'X-GitHub-Event is lower case letters, digits and _'],
    ['github', 'lead.*', 'X-GitHub-Event is lower case letters, digits and _'],
    ['shopify', 'orders', 'X-Shopify-Topic is lower case words with / or . between them'],
    ['shopify', 'Orders/*', 'X-Shopify-Topic is lower case words'],
    ['sentry', 'issue.created', 'Sentry-Hook-Resource is lower case letters, digits and _'],
    ['bitbucket', 'repo/*', 'X-Event-Key is lower case words with : between them'],
    ['gitlab', 'push', 'X-Gitlab-Event is words of letters, the first with a capital'],
  ])('%s: %j can never fit, which is a fault that says the shape', (scheme, pattern, says) => {
    expect(faultLines(under(scheme, ['*', pattern]))).toEqual([
      expect.stringContaining(
        `routes[0].events[1]: no event of this scheme has such a name: ${says}`,
      ) as unknown,
    ]);
  });

  test.each([
    ['github', ['push', 'push*', 'pull_*', 'pull_request', '*', '!Push']],
    ['shopify', ['orders/create', 'orders/*', 'orders*', 'orders/cre*', 'o*', 'bulk_operations/finish']],
    ['bitbucket', ['repo:push', 'repo:*', 'rep*']],
    ['gitlab', ['Push Hook', 'Push *', 'Push*', 'P*']],
    ['kick', ['chat.*', 'chat.message.sent']],
    ['woocommerce', ['order.created', 'order.*']],
    // The body's own name goes before the header, and it may be any.
    ['gitlab-signed', ['push', 'merge_request']],
  ])('%s: names and beginnings that fit are in order', (scheme, events) => {
    // Their secrets have other forms.
    const faults = faultLines(under(scheme, events)).filter((line) => !line.includes('.secrets['));
    expect(faults).toEqual([]);
  });
});

describe('a name that nobody signed', () => {
  it('is too much beside an id that nobody signed either', () => {
    const signature = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' };
    const loaded = changed((config, route) => {
      config['schemes'] = {
        mine: {
          signature,
          event: [{ json: '/type' }, { header: 'X-Event', shape: 'a_b' }],
          sourceId: { header: 'X-Id', shape: 'uuid' },
          identity: ['body', 'sourceId'],
        },
      };
      route.source['scheme'] = 'mine';
      route['events'] = ['push'];
    });
    expect(faultLines(loaded)).toEqual([
      expect.stringMatching(
        /^routes\[0\]\.events: rests on X-Event, and the scheme tells equal bodies apart by X-Id/,
      ),
    ]);
  });

  it('passes under another name where nothing is remembered, which is warned about', () => {
    const says =
      'routes[0].events: rests on X-GitHub-Event, which nobody signed; without dedupe a copy under another name passes';
    expect(warningLines(under('github', ['push'], { dedupe: false }))).toContain(says);
    expect(warningLines(under('github', ['push']))).not.toContain(says);
    expect(warningLines(under('github', [], { dedupe: false }))).not.toContain(says);
  });
});
