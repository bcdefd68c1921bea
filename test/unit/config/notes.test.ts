/** What `check` says of each route: what a second event with equal bytes comes to, and what a captured one is worth. */
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECK } from '../../../src/commands/declared/running.js';
import { readArguments } from '../../../src/commands/frame/arguments.js';
import { check } from '../../../src/commands/check.js';
import { routeNotes } from '../../../src/config/warn/route-notes.js';
import { ENV, changed, good, usual, type Route } from './helpers.js';

const OTHER_WHSEC = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

function notes(change: (route: Route, config: Record<string, unknown>) => void, env = {}): string[] {
  const loaded = changed(
    (config, route) => {
      change(route, config);
    },
    { ...ENV, ...env },
  );
  return routeNotes(good(loaded)).map(({ path, message }) => `${path}: ${message}`);
}

const own = (more: object) => (route: Route, config: Record<string, unknown>) => {
  const signature = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' };
  config['schemes'] = { mine: { signature, ...more } };
  route.source['scheme'] = 'mine';
};

describe('a second event with equal bytes', () => {
  test.each<[string, (route: Route, config: Record<string, unknown>) => void, string]>([
    ['the body alone tells events apart', () => undefined, 'ends as duplicate for 96h'],
    [
      'dedupe is off',
      (route) => (route['dedupe'] = false),
      'is delivered, and so is each repeat of one: dedupe is off',
    ],
    [
      'nothing tells them apart',
      own({ identity: [] }),
      'is delivered, and so is each repeat of one: nothing tells',
    ],
    [
      'an unsigned header of the route’s choice',
      (route) => (route['dedupe'] = { key: ['default', { header: 'X-Id', unsigned: true }] }),
      'is delivered if it has another X-Id (not signed); else it ends as duplicate for 96h',
    ],
    [
      'a member of the body',
      (route) => (route['dedupe'] = { key: { json: '/id' } }),
      'ends as duplicate for 96h',
    ],
    [
      'the window of the route',
      (route) => (route['dedupe'] = { window: '20m' }),
      'ends as duplicate for 20m',
    ],
    [
      'a scheme that says so',
      own({ equalBytes: 'may be two events', identityNote: 'bodies carry\nno time' }),
      'ends as duplicate for 10m (bodies carry no time)',
    ],
  ])('%s', (_what, change, says) => {
    expect(notes(change)[0]).toContain(`routes[0]: a second event with equal bytes ${says}`);
  });

  it('a signed id tells two apart', () => {
    expect(notes((route) => (route.source['scheme'] = 'svix'), { SOURCE: OTHER_WHSEC })[0]).toContain(
      'is delivered if it has another signed id (',
    );
  });
});

describe('a captured delivery', () => {
  const said = (...given: Parameters<typeof notes>) => notes(...given)[1];

  it('without a signed time is worth something until the secret is changed', () => {
    expect(said(() => undefined)).toBe(
      'routes[0]: a captured delivery is worth something until the secret is changed: a copy ends as duplicate for 96h, and is delivered again after that',
    );
  });

  it('with one, for its tolerance', () => {
    const svix = (route: Route) => Object.assign(route.source, { scheme: 'svix', tolerance: '7m' });
    expect(said(svix, { SOURCE: OTHER_WHSEC })).toBe(
      'routes[0]: a captured delivery is worth something for 7m from its signed time: a copy ends as duplicate, and later as stale',
    );
  });

  it('with a tolerance beyond the window, in between', () => {
    const svix = (route: Route) => {
      Object.assign(route.source, { scheme: 'svix', tolerance: '80h' });
      route['dedupe'] = { window: '60h' };
    };
    expect(said(svix, { SOURCE: OTHER_WHSEC })).toMatch(
      /for 80h from its signed time: a copy ends as duplicate for 60h, and is delivered again/,
    );
  });

  it('passes under another value of an unsigned header', () => {
    const key = (route: Route) => (route['dedupe'] = { key: { header: 'X-Id', unsigned: true } });
    expect(said(key)).toMatch(
      /: a copy with another X-Id \(not signed\) is delivered; any other ends as duplicate/,
    );
  });

  it('under an unsigned name passes as often as a body has places for names', () => {
    expect(said((route) => (route.source['scheme'] = 'github'))).toMatch(
      /a copy with another X-GitHub-Event \(not signed\) is delivered \(4 of one body at the most, then event_reuse\)/,
    );
  });

  it('under a signed name is the same delivery', () => {
    const event = [{ header: 'X-Name', shape: 'a_b' }];
    const content = '{header:X-Name}.{body}';
    const signature = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content };
    const mine = own({ signature, event, identity: ['body', 'event'] });
    expect(said(mine)).toMatch(/: a copy ends as duplicate for/);
  });

  it.each(['twilio', 'mandrill', 'plivo'])(
    'of a form that %s signs can be cut anew inside the form',
    (scheme) => {
      const url = (route: Route) =>
        Object.assign(route.source, { scheme, publicUrl: 'https://hooks.example.com/a' });
      const sentence =
        'its holder can move text between the names and values of its form, which are signed without a border';
      expect(said(url)).toContain(sentence);
      expect(said((route) => (route.source['scheme'] = 'github'))).not.toContain(sentence);
    },
  );

  it('of a token that ends is stale when the token is too old', () => {
    const vonage = (route: Route) => (route.source['scheme'] = 'vonage');
    expect(said(vonage)).toMatch(
      /for 5m from its token's time: a copy ends as duplicate, and later as stale$/,
    );
  });

  it('that is signed in parts says whether a rewritten copy is another delivery', () => {
    const of = (scheme: string, env = {}) => said((route) => (route.source['scheme'] = scheme), env);
    expect(of('dropbox-sign')).toMatch(
      /can change what is not signed of it, and each such copy is delivered$/,
    );
    expect(of('adyen', { SOURCE: 'ab'.repeat(32) })).toMatch(
      /not signed of it, which is still the same delivery$/,
    );
  });

  it('of a token lets its holder send any body, and where nothing is signed none is needed', () => {
    expect(said((route) => (route.source['scheme'] = 'gitlab'))).toMatch(/its holder can send any body/);
    const none = (route: Route) => (route.source = { scheme: 'none', reason: 'a test' });
    expect(said(none)).toMatch(/nothing is signed: anyone can send anything/);
  });
});

describe('check', () => {
  async function run(...argv: string[]) {
    const folder = mkdtempSync(join(tmpdir(), 'notes-'));
    try {
      const file = join(folder, 'gateway.yaml');
      writeFileSync(file, JSON.stringify(usual()));
      let out = '';
      const io = { out: (text: string) => void (out += text), err: () => undefined, env: ENV };
      await check(readArguments(CHECK, ['--config', file, ...argv]), io);
      return out;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('prints them as comments before the configuration, which can still be pasted into a file', async () => {
    const out = await run();
    expect(out).toMatch(
      /^# routes\[0\]: a second event with equal bytes ends as duplicate for 96h \(.*\)\n# routes/,
    );
    expect(parse(out)).toMatchObject({ routes: [{ name: 'leads' }] });
  });

  it('-o json: as notes', async () => {
    const { notes: told } = JSON.parse(await run('-o', 'json')) as {
      notes: { path: string; message: string }[];
    };
    expect(told[0]).toEqual({
      path: 'routes[0]',
      message:
        "a second event with equal bytes ends as duplicate for 96h (The body holds the event's time, which a retry repeats.)",
    });
  });
});

test('a signed query that may hold anything is named', () => {
  const of = (more: object): string[] =>
    notes((route) =>
      Object.assign(route.source, { scheme: 'twilio', publicUrl: 'https://hooks.example.com/in', ...more }),
    ).filter((line) => line.includes('signedQuery: any'));
  expect(of({})).toHaveLength(1);
  expect(of({ signedQuery: 'any' })).toHaveLength(1);
  expect(of({ signedQuery: 'none' })).toEqual([]);
  expect(of({ signedQuery: { step: 'digits' } })).toEqual([]);
});

test('events that rest on a name that nobody signed are said to', () => {
  const says = 'routes[0]: events: rests on Sentry-Hook-Resource, which nobody signed';
  const sentry = (events: string[]) => (route: Route) => {
    route.source['scheme'] = 'sentry';
    route['events'] = events;
  };
  expect(notes(sentry(['issue']))).toContain(says);
  expect(notes(sentry([]))).not.toContain(says);
});

test('where each delivery is one of its own, none is said to be remembered', () => {
  expect(notes(own({ identity: [] })).join('\n')).not.toContain('are remembered for');
  expect(notes(() => undefined).join('\n')).toContain('are remembered for 96h');
});
