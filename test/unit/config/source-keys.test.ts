/** What a route must say beside scheme and secrets, because the scheme asks for it: URL, handshake token; and destinations that cannot be. */
import { describe, expect, it } from 'vitest';
import { redactConfig } from '../../../src/config/redact.js';
import { signsUrl } from '../../../src/schemes/rules/template.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import { whyUnsignable } from '../../../src/schemes/engine/sign.js';
import { ENV, SECRET, changed, faultLines, firstRoute, good, warningLines, withoutFile } from './helpers.js';

function source(members: Record<string, unknown>, env: Record<string, string> = {}) {
  return changed((_config, route) => Object.assign(route.source, members), { ...ENV, ...env });
}
function destination(members: Record<string, unknown>, env: Record<string, string> = {}) {
  return changed((_config, route) => Object.assign(route.destination, members), {
    ...ENV,
    DESTINATION: SECRET,
    ...env,
  });
}

describe('signedQuery', () => {
  const at = 'routes[0].source.signedQuery';
  const publicUrl = 'https://hooks.example.com/in';
  const asked = (signedQuery: unknown, scheme = 'twilio') => source({ scheme, publicUrl, signedQuery });

  it.each([['any'], ['none'], [{ step: 'digits', tenant: ['a', 'b'], id: 'uuid', key: 'hex' }], [{}]])(
    'may be %j',
    (signedQuery) => {
      expect(firstRoute(asked(signedQuery)).source.signedQuery).toEqual(signedQuery);
    },
  );

  it('is left to the scheme if it is left out', () => {
    expect(firstRoute(source({ scheme: 'twilio', publicUrl })).source.signedQuery).toBeUndefined();
  });

  it.each<[unknown, string]>([
    ['all', 'expected any, none, or names'],
    [true, 'expected any, none, or names'],
    [['step'], 'expected any, none, or names'],
    [{ step: 'number' }, 'expected digits, uuid, hex, or a list of values'],
    [{ step: 7 }, 'expected digits, uuid, hex, or a list of values'],
    [{ step: [] }, 'the list may not be empty'],
    [{ tenant: ['a', ''] }, 'expected a value'],
    [{ 'a=b': 'digits' }, 'not a name of the query'],
  ])('%j is a fault that says what helps', (signedQuery, expected) => {
    const [line = '', ...others] = faultLines(asked(signedQuery));
    expect(others).toEqual([]);
    expect(line).toContain(at);
    expect(line).toContain(expected);
  });

  it('belongs to schemes that sign the URL', () => {
    expect(faultLines(source({ signedQuery: 'none' }))).toEqual([
      `${at}: this scheme does not sign the URL; remove it`,
    ]);
    expect(faultLines(asked('any', 'plivo-v2'))).toEqual([
      expect.stringContaining('signs the URL without its query'),
    ]);
  });

  it('cannot be free where the form begins right behind it and no field marks its beginning', () => {
    expect(faultLines(asked({ step: 'digits' }, 'plivo'))).toEqual([
      expect.stringContaining('put the query into publicUrl'),
    ]);
    expect(faultLines(asked('any', 'plivo'))).toHaveLength(1);
    expect(faultLines(asked('none', 'plivo'))).toEqual([]);
  });
});

describe('publicUrl', () => {
  const at = 'routes[0].source.publicUrl';

  it('is required where the scheme signs the URL, with the reason', () => {
    for (const scheme of ['twilio', 'square', 'trello', 'hubspot', 'mandrill', 'messagebird']) {
      const [line, ...rest] = faultLines(source({ scheme }));
      expect(line, scheme).toMatch(/^routes\[0\]\.source\.publicUrl: is required: this scheme signs the URL/);
      expect(rest).toEqual([]);
    }
  });

  it('is taken as it is', () => {
    const publicUrl = 'https://hooks.example.com:8443/in/twilio/';
    expect(firstRoute(source({ scheme: 'twilio', publicUrl })).source.publicUrl).toBe(publicUrl);
  });

  it('is a fault where nothing signs it', () => {
    expect(faultLines(source({ publicUrl: 'https://hooks.example.com' }))).toEqual([
      `${at}: this scheme does not sign the URL; remove it`,
    ]);
  });

  it.each([
    ['/in/twilio', 'expected the URL as the provider knows it'],
    ['hooks.example.com/in', 'expected the URL as the provider knows it'],
    ['ftp://hooks.example.com/in', 'expected the URL as the provider knows it'],
    ['https:hooks.example.com', 'expected the URL as the provider knows it'],
    [' https://hooks.example.com', 'expected the URL as the provider knows it'],
    ['https://hooks.example.com/in#a', 'never sent'],
    ['https://hooks.example.com/in?tenant=1#a', 'never sent'],
    ['https://u:p@hooks.example.com/in', 'user name and password'],
    ['https:///in/twilio', 'names no host'],
    ['https:\\\\hooks.example.com\\in', 'read as /'],
    ['https://hooks.example.com:0/in', 'from 1 to 65535'],
  ])('%s is a fault', (publicUrl, expected) => {
    expect(faultLines(source({ scheme: 'twilio', publicUrl }))).toEqual([expect.stringContaining(`${at}: `)]);
    expect(faultLines(source({ scheme: 'twilio', publicUrl }))[0]).toContain(expected);
  });

  it('may carry the query it was registered with', () => {
    const publicUrl = 'https://hooks.example.com/in?b=456&a=123';
    expect(firstRoute(source({ scheme: 'twilio', publicUrl })).source.publicUrl).toBe(publicUrl);
  });

  it('is asked for by the schemes that sign it and by no other', () => {
    const needing = Object.entries(schemes).flatMap(([name, scheme]) => (signsUrl(scheme) ? [name] : []));
    expect(needing).toContain('square');
    expect(needing).not.toContain('stripe');
  });

  it('can come from a variable', () => {
    const env = {
      GATEWAY_SOURCE_SCHEME: 'twilio',
      GATEWAY_SOURCE_SECRET: SECRET,
      GATEWAY_DESTINATION_URL: 'http://localhost:3000',
      GATEWAY_DESTINATION_SCHEME: 'github',
      GATEWAY_DESTINATION_SECRET: SECRET,
    };
    expect(faultLines(withoutFile(env))).toEqual([
      expect.stringMatching(/^GATEWAY_SOURCE_PUBLIC_URL: is required/),
    ]);
    const publicUrl = 'https://hooks.example.com/in';
    expect(firstRoute(withoutFile({ ...env, GATEWAY_SOURCE_PUBLIC_URL: publicUrl })).source.publicUrl).toBe(
      publicUrl,
    );
  });
});

describe('maxAge', () => {
  it('goes by no time in a body that is signed in part, unless that time is', () => {
    const mine = (content: string) =>
      changed((config, route) => {
        const signature = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content };
        config['schemes'] = { mine: { signature, trust: 'partly', bodyTime: '/at' } };
        Object.assign(route.source, { scheme: 'mine', maxAge: '1h' });
      });
    expect(faultLines(mine('{json:/id}'))).toEqual([expect.stringContaining('no signed time in the body')]);
    expect(faultLines(mine('{json:/id}:{json:/at}'))).toEqual([]);
  });
});

describe('handshakeToken', () => {
  const TOKEN = 'token-0123456789-abcdefghij';
  const given = source({ scheme: 'meta', handshakeToken: { env: 'TOKEN' } }, { TOKEN });
  const ofToken = (one: typeof given) => warningLines(one).filter((line) => line.includes('handshakeToken'));

  it('is what the provider’s handshake must bring', () => {
    expect(firstRoute(given).source.handshakeToken).toEqual({
      name: 'handshake-token',
      value: TOKEN,
      from: 'env TOKEN',
    });
    expect(ofToken(given)).toEqual([]);
  });

  it('is never shown', () => {
    const shown = JSON.stringify(redactConfig(good(given)));
    expect(shown).not.toContain(TOKEN);
    expect(shown).toContain('"handshakeToken":{"env":"TOKEN"}');
  });

  it('missing, the handshake cannot be answered: a warning', () => {
    expect(ofToken(source({ scheme: 'meta' }))).toEqual([
      expect.stringMatching(/^routes\[0\]\.source\.handshakeToken: not given/),
    ]);
  });

  it('is a fault where no handshake asks for one, and when it cannot be read', () => {
    expect(faultLines(source({ handshakeToken: { env: 'TOKEN' } }, { TOKEN }))).toEqual([
      'routes[0].source.handshakeToken: no handshake of this scheme brings a token; remove it',
    ]);
    expect(faultLines(source({ scheme: 'meta', handshakeToken: { env: 'NOWHERE' } }))).toEqual([
      'routes[0].source.handshakeToken.env: the variable NOWHERE is not set',
    ]);
  });

  it('and the URL are part of eBay’s answer: without one of them a warning, and neither is asked for else', () => {
    const access = { id: { env: 'TOKEN' }, secret: { env: 'TOKEN' } };
    const ebay = { scheme: 'ebay', secrets: undefined, keyAccess: access };
    const whole = { ...ebay, handshakeToken: { env: 'TOKEN' }, publicUrl: 'https://hooks.example.com/ebay' };
    const complete = source(whole, { TOKEN });
    expect(firstRoute(complete).source).toMatchObject({
      handshakeUrl: whole.publicUrl,
      publicUrl: undefined,
    });
    expect(warningLines(complete).filter((line) => /handshakeToken|publicUrl/.test(line))).toEqual([]);
    expect(JSON.stringify(redactConfig(good(complete)))).toContain(`"publicUrl":"${whole.publicUrl}"`);
    const told = warningLines(source(ebay, { TOKEN })).filter((line) =>
      line.includes('answered with a hash'),
    );
    expect(told).toEqual([
      expect.stringMatching(/^routes\[0\]\.source\.publicUrl: not given/),
      expect.stringMatching(/^routes\[0\]\.source\.handshakeToken: not given/),
    ]);
    expect(
      faultLines(source({ ...whole, publicUrl: 'https://hooks.example.com/ebay/*' }, { TOKEN })),
    ).toEqual([expect.stringContaining('publicUrl: the provider was given one URL')]);
    expect(faultLines(source({ ...whole, publicUrl: 'ftp://hooks.example.com/' }, { TOKEN }))).toHaveLength(
      1,
    );
  });

  it('can come from a variable, also as a file', () => {
    const env = {
      GATEWAY_SOURCE_SCHEME: 'meta',
      GATEWAY_SOURCE_SECRET: SECRET,
      GATEWAY_SOURCE_HANDSHAKE_TOKEN: TOKEN,
      GATEWAY_DESTINATION_URL: 'http://localhost:3000',
      GATEWAY_DESTINATION_SCHEME: 'github',
      GATEWAY_DESTINATION_SECRET: SECRET,
    };
    expect(firstRoute(withoutFile(env)).source.handshakeToken?.value).toBe(TOKEN);
    const file = {
      ...env,
      GATEWAY_SOURCE_HANDSHAKE_TOKEN: '',
      GATEWAY_SOURCE_HANDSHAKE_TOKEN_FILE: '/nowhere',
    };
    expect(faultLines(withoutFile(file))).toEqual([
      expect.stringMatching(/^GATEWAY_SOURCE_HANDSHAKE_TOKEN_FILE.*: the file cannot be read/),
    ]);
  });
});

describe('a destination', () => {
  const unsignable = Object.entries(schemes).filter(([, scheme]) => whyUnsignable(scheme) !== undefined);

  it.each(unsignable)('%s cannot be one, and the fault says why', (name, scheme) => {
    const lines = faultLines(destination({ scheme: name }));
    expect(lines).toContain(
      `routes[0].destination.scheme: this scheme is for sources only: ${whyUnsignable(scheme) ?? ''}`,
    );
  });

  it('whose scheme signs a value of the query needs it in its URL, once', () => {
    const signed = (url: string) =>
      changed((config, route) => {
        config['schemes'] = {
          mine: {
            signature: {
              header: 'X-Sig',
              algorithm: 'hmac-sha256',
              encoding: 'hex',
              content: '{query:id}.{body}',
            },
            bodyMustBeJson: 'whole',
          },
        };
        Object.assign(route.destination, { scheme: 'mine', url, secrets: [{ env: 'SOURCE' }] });
      });
    expect(faultLines(signed('http://localhost:3000/?id=1'))).toEqual([]);
    expect(faultLines(signed('http://localhost:3000/'))).toEqual([
      expect.stringContaining('destination.url: this scheme signs ?id='),
    ]);
    expect(faultLines(signed('http://localhost:3000/?id=1&id=2'))).toHaveLength(1);
  });

  it('whose scheme signs a header that nothing sends is warned about', () => {
    const signed = (members: Record<string, unknown>) =>
      changed((config, route) => {
        config['schemes'] = {
          mine: {
            signature: {
              header: 'X-Sig',
              algorithm: 'hmac-sha256',
              encoding: 'hex',
              content: '{header:X-Nonce}.{body}',
            },
            bodyMustBeJson: 'whole',
          },
        };
        Object.assign(route.destination, { scheme: 'mine', secrets: [{ env: 'SOURCE' }], ...members });
      });
    expect(others(signed({}))).toEqual([expect.stringContaining('signs the header X-Nonce')]);
    expect(others(signed({ headers: { 'x-nonce': 'one' } }))).toEqual([]);
    expect(others(signed({ forwardHeaders: ['X-Nonce'] }))).toEqual([]);
  });

  it('whose scheme signs form fields is warned about', () => {
    expect(others(destination({ scheme: 'mandrill' }))).toEqual([
      expect.stringContaining('signs the fields of a form'),
    ]);
  });

  it('with two numbered headers signs with two secrets', () => {
    const secrets = [{ env: 'SOURCE' }, { env: 'A' }, { env: 'B' }];
    const loaded = destination({ scheme: 'box', secrets }, { A: `${SECRET}a`, B: `${SECRET}b` });
    expect(others(loaded)).toEqual([expect.stringContaining('carries 2 signatures')]);
  });

  it('may add Authorization, unless its own scheme writes it', () => {
    const headers = { Authorization: { env: 'SOURCE' } };
    expect(faultLines(destination({ scheme: 'github', headers }))).toEqual([]);
    expect(faultLines(destination({ scheme: 'postmark', headers }))).toEqual([
      expect.stringContaining('headers.Authorization: this is a signature, time or id header'),
    ]);
  });
});

/** The usual secret stands on both sides here, which has a warning of its own. */
function others(loaded: Parameters<typeof warningLines>[0]): readonly string[] {
  return warningLines(loaded).filter((line) => !line.includes('the same secret as'));
}
