/** What retries, deadline and statuses rest on: links that lead to the provider, and estimates that lose nothing. */
import { describe, expect, it } from 'vitest';
import { SHORTEST_WINDOW } from '../../src/config/resolve/resolve-dedupe.js';
import { duration } from '../../src/model/units.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { parseScheme } from '../../src/schemes/rules/parse.js';
import type { Basis, BuiltInScheme } from '../../src/schemes/spec.js';

const ALL = Object.entries(schemes);

/** Where a provider speaks, besides the site that its `docs` is on: sites and owners of repositories, by that site. */
const OTHER_HOMES: Readonly<Record<string, readonly string[]>> = {
  'box.com': ['box.dev'],
  'carecycle.ai': ['svix.com'],
  'claude.com': ['github.com/anthropics'],
  'clerk.com': ['svix.com'],
  'courier.com': ['github.com/trycourier'],
  'discourse.org': ['github.com/discourse'],
  'getconvoy.io': ['github.com/frain-dev'],
  'gitea.com': ['github.com/go-gitea'],
  'grafana.com': ['github.com/grafana'],
  'liveblocks.io': ['svix.com'],
  'livekit.io': ['github.com/livekit'],
  'mercadopago.com.br': ['github.com/mercadopago'],
  'pagerduty.com': ['github.com/PagerDuty'],
  'pusher.com': ['bird.com'],
  'razorpay.com': ['github.com/razorpay'],
  'resend.com': ['svix.com'],
  'seam.co': ['svix.com'],
  'signalwire.com': ['github.com/signalwire'],
  'slack.dev': ['github.com/slackapi'],
  'smartsheet.com': ['github.com/smartsheet-platform'],
  'standardwebhooks.com': ['github.com/standard-webhooks'],
  'stytch.com': ['svix.com'],
  'supabase.com': ['github.com/supabase'],
  'telegram.org': ['github.com/tdlib'],
  'twilio.com': ['sendgrid.com'],
  'vonage.com': ['github.com/Nexmo'],
  'wise.com': ['github.com/transferwise'],
  'woocommerce.com': ['github.com/woocommerce'],
};

/** The standard speaks for those that say they follow it. */
const STANDARD = 'github.com/standard-webhooks';

function basesOf({ rests }: BuiltInScheme): readonly Basis[] {
  return [rests.retries, rests.deadline, rests.statuses];
}

function links(scheme: BuiltInScheme): readonly string[] {
  return basesOf(scheme).filter((basis) => basis.startsWith('https://'));
}

/** `developer.box.com` is on `box.com`, `www.mercadopago.com.br` on `mercadopago.com.br`; a repository is its owner's. */
function homeOf(link: string): string {
  const { hostname, pathname } = new URL(link);
  if (hostname === 'github.com') return `github.com/${pathname.split('/')[1] ?? ''}`;
  return hostname
    .split('.')
    .slice(hostname.endsWith('.com.br') ? -3 : -2)
    .join('.');
}

function homes({ docs = '', signature, idHeader }: BuiltInScheme): readonly string[] {
  const own = homeOf(docs);
  const standard = signature?.entries && /^(?:webhook|svix)-id$/.test(idHeader ?? '') ? [STANDARD] : [];
  return [own, ...(OTHER_HOMES[own] ?? []), ...standard];
}

describe('what a scheme rests on', () => {
  it.each(ALL.filter(([, scheme]) => links(scheme).length > 0))(
    '%s links to its provider, and calls no page by two names',
    (_name, scheme) => {
      for (const link of links(scheme)) {
        expect(homes(scheme)).toContain(homeOf(link));
        expect(link).not.toBe(scheme.docs);
      }
    },
  );

  it('names `docs` only where there is such a page, and of nobody else', () => {
    const owners = new Map<unknown, string | undefined>();
    for (const [name, scheme] of ALL.filter(([, one]) => basesOf(one).includes('docs'))) {
      expect(scheme.docs, name).toBeDefined();
      // A scheme that is spread from another one would claim that its own page says what the other's does.
      expect(owners.has(scheme.rests) ? owners.get(scheme.rests) : scheme.docs, name).toBe(scheme.docs);
      owners.set(scheme.rests, scheme.docs);
    }
  });

  it('may be left out of a scheme of one’s own, and is checked where it is there', () => {
    const own = {
      signature: { header: 'X-S', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' },
    };
    const rests = { retries: 'docs', deadline: 'sdk', statuses: 'https://example.com/retries' };
    expect(parseScheme(own)).toMatchObject({ ok: true });
    expect(parseScheme({ ...own, rests })).toMatchObject({ ok: true, scheme: { rests } });
    expect(parseScheme({ ...own, rests: { ...rests, statuses: 'http://example.com' } })).toMatchObject({
      ok: false,
      faults: [{ path: 'rests.statuses', message: expect.stringContaining('https://') as string }],
    });
  });
});

/** Five seconds are the least that most providers wait, and a fifth of it is for the way. */
const SHORT_DEADLINE = 4_000;

describe('an estimate', () => {
  const estimated = (member: 'retries' | 'deadline' | 'statuses') =>
    ALL.filter(([, { rests }]) => rests[member] === 'estimate');

  it.each(estimated('deadline'))('of how long the provider of %s waits is short', (_name, { deadline }) => {
    expect(duration(deadline)).toBeLessThanOrEqual(SHORT_DEADLINE);
  });

  it.each(estimated('statuses'))('of what %s accepts calls nothing final', (_name, { statuses }) => {
    expect(statuses.final).toEqual([]);
    expect(statuses.retry).toBeUndefined();
    expect(['2xx', '200']).toEqual(expect.arrayContaining([...statuses.accepted]));
  });

  it.each(estimated('retries').filter(([, { equalBytes }]) => equalBytes))(
    'of the retries of %s never makes two equal events of hours apart one',
    (_name, { retries }) => {
      const span = retries === 'none' ? 0 : retries.reduce((sum, delay) => sum + duration(delay), 0);
      expect(span * 1.1).toBeLessThanOrEqual(SHORTEST_WINDOW);
    },
  );
});
