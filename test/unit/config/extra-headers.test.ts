import { describe, expect, it } from 'vitest';
import { ENV, changed, faultLines, firstRoute, warningLines } from './helpers.js';

const destination = (members: Record<string, unknown>) =>
  changed((_config, route) => Object.assign(route.destination, members));

describe('headers that a route adds or lets through', () => {
  it('a value is text or a secret', () => {
    const loaded = destination({ headers: { 'X-Tenant': 'a', Authorization: { env: 'SOURCE' } } });
    expect(firstRoute(loaded).destinations[0].headers).toEqual({
      'X-Tenant': 'a',
      Authorization: { name: 'Authorization', value: ENV.SOURCE, from: 'env SOURCE' },
    });
  });

  it.each([
    'Host',
    'Content-Length',
    'Connection',
    'Proxy-Authorization',
    'Transfer-Encoding',
    'Webhook-Gateway-Route',
    'X-Webhook-Signature',
    'svix-id',
    'webhook-timestamp',
    'X-Hub-Signature-256',
    'X_Under_Score',
    'a b',
    'a:',
  ])('%j may be neither added nor let through', (name) => {
    expect(faultLines(destination({ headers: { [name]: 'v' } }))).toHaveLength(1);
    expect(faultLines(destination({ forwardHeaders: [name] }))).toHaveLength(1);
  });

  it('headers of the user’s own schemes are signature headers too', () => {
    const loaded = changed((config, it) => {
      config['schemes'] = {
        mine: {
          signature: { header: 'X-Mine', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' },
        },
      };
      it.destination['forwardHeaders'] = ['x-mine'];
    });
    expect(faultLines(loaded)).toEqual([expect.stringContaining('forwardHeaders[0]: this is a signature')]);
  });

  it('a name may end in * after three characters, unless that covers what never passes', () => {
    const loaded = destination({ forwardHeaders: ['X-GitHub-*', 'X-Request-Id', 'x-request-id'] });
    expect(firstRoute(loaded).destinations[0].forwardHeaders).toEqual(['x-github-*', 'x-request-id']);
    for (const pattern of ['*', 'X-*', 'X-*-Id', 'X-Hub-*', 'Web*', 'X-Webhook-S*', 'proxy-x*', 'x__*']) {
      expect(faultLines(destination({ forwardHeaders: [pattern] })), pattern).toHaveLength(1);
    }
  });

  it('a value that would break a request is a fault, wherever it comes from', () => {
    for (const value of ['a\r\nX-Evil: 1', 'a\0', '日本']) {
      expect(faultLines(destination({ headers: { 'X-A': value } }))).toEqual([
        expect.stringContaining('headers.X-A: the value holds'),
      ]);
    }
    const loaded = changed((_config, it) => (it.destination['headers'] = { 'X-A': { env: 'BAD' } }), {
      ...ENV,
      BAD: 'canary\nline',
    });
    expect(faultLines(loaded)).toEqual([expect.stringContaining('headers.X-A: the value holds')]);
    expect(JSON.stringify(loaded)).not.toContain('canary\\n');
  });

  it('the same header twice, in other letters or from the source as well, is a fault', () => {
    expect(faultLines(destination({ headers: { 'X-A': '1', 'x-a': '2' } }))).toHaveLength(1);
    expect(
      faultLines(destination({ headers: { 'X-Abc-D': '1' }, forwardHeaders: ['x-abc-*'] })),
    ).toHaveLength(1);
  });

  it('a credential in plain text is warned about', () => {
    const loaded = destination({ headers: { Authorization: 'Bearer abc' } });
    expect(warningLines(loaded)).toEqual([expect.stringContaining('looks like a credential')]);
  });
});
