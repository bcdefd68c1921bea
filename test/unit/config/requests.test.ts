/** Which requests a route takes: methods, open paths, content encodings. */
import { describe, expect, it } from 'vitest';
import { redactConfig } from '../../../src/config/redact.js';
import { WHSEC, changed, faultLines, firstRoute, good, warningLines, type Route } from './helpers.js';

const PUBLIC = 'https://hooks.example.com/in';

function source(members: Record<string, unknown>, more: (route: Route) => void = () => undefined) {
  return changed((_config, route) => {
    Object.assign(route.source, members);
    more(route);
  });
}

function own(scheme: Record<string, unknown>, members: Record<string, unknown>) {
  return changed((config, route) => {
    config['schemes'] = { own: scheme };
    Object.assign(route.source, { scheme: 'own', ...members });
  });
}

function signing(content: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    key: 'utf8',
    signature: { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content },
    ...more,
  };
}

describe('methods', () => {
  it('POST alone comes without a word', () => {
    expect(firstRoute(source({})).source.methods).toEqual(['POST']);
    expect(JSON.stringify(redactConfig(good(source({}))))).toContain('"methods":["POST"]');
  });

  it.each(['twilio', 'plivo', 'messagebird'])(
    'GET may stand alone where the URL is signed with its query: %s',
    (scheme) => {
      expect(faultLines(source({ scheme, publicUrl: PUBLIC, methods: ['GET'] }))).toEqual([]);
    },
  );

  it('the query of a GET is free where nothing else is signed beside it', () => {
    const of = (scheme: string) =>
      firstRoute(source({ scheme, publicUrl: PUBLIC, methods: ['GET'] })).source.signedQuery;
    expect([of('plivo'), of('twilio')]).toEqual(['any', undefined]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['github', { methods: ['GET'] }, 'does not sign the URL with its query'],
    ['vonage', { methods: ['GET'] }, 'does not sign the URL with its query'],
    ['plivo-v2', { publicUrl: PUBLIC, methods: ['GET'] }, 'does not sign the URL with its query'],
    ['mandrill', { publicUrl: PUBLIC, methods: ['GET'] }, 'reads the body, and a GET has none'],
    ['square', { publicUrl: PUBLIC, methods: ['GET'] }, 'reads the body, and a GET has none'],
    ['twilio', { publicUrl: PUBLIC, methods: ['POST', 'GET'] }, 'let GET stand alone'],
    ['plivo', { publicUrl: `${PUBLIC}?a=b`, methods: ['GET'] }, 'remove the query from publicUrl'],
    ['gitlab', { methods: ['PUT'] }, 'does not sign the body, and so not enough for PUT'],
  ])('is a fault where the scheme does not sign enough: %s %j', (scheme, members, expected) => {
    const [line = '', ...rest] = faultLines(source({ scheme, ...members }));
    expect(rest).toEqual([]);
    expect(line).toMatch(/^routes\[0\]\.source\.methods: /);
    expect(line).toContain(expected);
  });

  it('nothing but POST comes unsigned', () => {
    const faults = faultLines(
      source({ scheme: 'none', secrets: undefined, reason: 'a test', methods: ['GET'] }),
    );
    expect(faults).toEqual([expect.stringContaining('nothing is signed here, so POST alone is taken')]);
  });

  it('GET stands beside the others where the method is signed', () => {
    expect(faultLines(source({ scheme: 'hubspot', publicUrl: PUBLIC, methods: ['GET', 'POST'] }))).toEqual(
      [],
    );
    const scheme = signing('{method} {url}\n{body}', { bodyMustBeJson: 'whole' });
    expect(faultLines(own(scheme, { publicUrl: PUBLIC, methods: ['GET', 'DELETE'] }))).toEqual([]);
  });

  it('the others need a signed body, and no signed method', () => {
    expect(faultLines(source({ methods: ['POST', 'PUT', 'PATCH', 'DELETE'] }))).toEqual([]);
  });

  it.each([[['HEAD']], [['get']], [[]], ['GET'], [['OPTIONS']]])('%j is a fault', (methods) => {
    expect(faultLines(source({ methods }))).toHaveLength(1);
  });
});

describe('an open path', () => {
  function path(text: string, members: Record<string, unknown> = {}) {
    return source(members, (route) => {
      route['path'] = text;
    });
  }

  it.each(['/hooks/shop/*', '/*', '/a%20b/*'])('%s is fine', (text) => {
    expect(faultLines(path(text))).toEqual([]);
  });

  it.each(['/hooks*', '/hooks/*/x', '/*/x', '/hooks/**', '/hooks//*', '/../*', '/hooks/./*', 'hooks/*'])(
    '%s is a fault',
    (text) => {
      expect(faultLines(path(text))).toHaveLength(1);
    },
  );

  it('may overlap with others; the same one twice is a fault', () => {
    const both = (other: string) =>
      changed((config, route) => {
        route['path'] = '/hooks/*';
        (config.routes as Route[]).push({ ...route, name: 'other', path: other });
      });
    expect(faultLines(both('/hooks/shop/*'))).toEqual([]);
    expect(faultLines(both('/hooks'))).toEqual([]);
    expect(faultLines(both('/hooks/*'))).toEqual([expect.stringContaining('has the same path')]);
  });

  it('goes with a public URL that is as open, where the URL is signed', () => {
    const twilio = (text: string, publicUrl: string) =>
      faultLines(path(text, { scheme: 'twilio', publicUrl }));
    expect(twilio('/in/*', `${PUBLIC}/*`)).toEqual([]);
    expect(twilio('/in/*', `${PUBLIC}/*?a=b`)).toEqual([]);
    expect(twilio('/in/*', PUBLIC)).toEqual([expect.stringContaining('so this must too')]);
    expect(twilio('/in', `${PUBLIC}/*`)).toEqual([expect.stringContaining("the route's path does not")]);
  });

  it.each(['plivo', 'square', 'trello', 'hubspot'])(
    'is a fault where the URL is signed right beside what else varies: %s',
    (scheme) => {
      expect(faultLines(path('/in/*', { scheme, publicUrl: `${PUBLIC}/*` }))).toEqual([
        expect.stringContaining('bytes could move between them'),
      ]);
    },
  );
});

describe('a list of schemes', () => {
  const list = (...scheme: unknown[]) => source({ scheme, secrets: [WHSEC] });

  it('shares the secrets, and the first gives its name and its times', () => {
    const { schemeName, alike, deadline } = firstRoute(list('standard', 'svix')).source;
    expect([schemeName, alike.map((other) => other.schemeName)]).toEqual(['standard', ['svix']]);
    expect(deadline).toBe(firstRoute(list('standard')).source.deadline);
    expect(JSON.stringify(redactConfig(good(list('standard', 'svix'))))).toContain(
      '"scheme":["standard","svix"]',
    );
  });

  it('of one is that one', () => {
    expect(firstRoute(list('svix')).source).toMatchObject({ schemeName: 'svix', alike: [] });
    expect(JSON.stringify(redactConfig(good(list('svix'))))).toContain('"scheme":"svix"');
  });

  it.each<[readonly unknown[], string]>([
    [['standard', 'github'], 'they differ in'],
    [['standard', 'polar'], 'the form of the key'],
    [['standard', 'openai'], 'they read the same headers'],
    [['standard', 'standard'], 'they read the same headers'],
    [['svix', 'none'], 'one of them signs nothing'],
    [['standard', 'svix', 'resend'], 'they read the same headers'],
    [['standard', 'svx'], 'unknown scheme'],
  ])('%j is a fault that says what differs', (names, expected) => {
    const [line = '', ...rest] = faultLines(list(...names));
    expect(rest).toEqual([]);
    expect(line).toMatch(/^routes\[0\]\.source\.scheme\[\d\]: /);
    expect(line).toContain(expected);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['the algorithm', { signature: { algorithm: 'hmac-sha512' } }, 'the algorithm'],
    ['the content', { signature: { content: '{header:X-B-Time}:{body}' } }, 'what is signed'],
    ['the encoding', { signature: { encoding: 'base64' } }, 'how the signature is written'],
    ['the identity', { identity: [] }, 'the identity'],
  ])('that differs in %s is a fault', (_what, change, expected) => {
    const one = signing('{header:X-A-Time}.{body}', { bodyMustBeJson: 'whole' });
    const other = {
      ...one,
      ...change,
      signature: {
        ...(one['signature'] as object),
        content: '{header:X-B-Time}.{body}',
        header: 'X-B-Sig',
        ...(change['signature'] as object | undefined),
      },
    };
    const faults = faultLines(
      changed((config, route) => {
        config['schemes'] = { one, other };
        Object.assign(route.source, { scheme: ['one', 'other'] });
      }),
    );
    expect(faults).toEqual([expect.stringContaining(`they differ in ${expected}`)]);
  });

  it('may not mix up what a header means', () => {
    const one = signing('{header:X-B}.{body}', { bodyMustBeJson: 'whole' });
    const other = {
      ...one,
      signature: { ...(one['signature'] as object), content: '{header:X-Sig}.{body}', header: 'X-B' },
    };
    const faults = faultLines(
      changed((config, route) => {
        config['schemes'] = { one, other };
        Object.assign(route.source, { scheme: ['one', 'other'] });
      }),
    );
    expect(faults).toEqual([
      expect.stringContaining('the same header means one thing here and another there'),
    ]);
  });

  it.each([[[]], [{}], [[1]]])('%j is no list of names', (scheme) => {
    expect(faultLines(source({ scheme })).length).toBeGreaterThan(0);
  });
});

describe('contentEncoding', () => {
  it('is refuse without a word, and may be either', () => {
    const of = (contentEncoding?: string) => firstRoute(source({ contentEncoding })).source.contentEncoding;
    expect([of(), of('signed-plain'), of('signed-compressed')]).toEqual([
      ...['refuse', 'signed-plain', 'signed-compressed'],
    ]);
  });

  it.each(['adyen', 'zendesk', 'twilio', 'square'])('cannot be signed-compressed where %s is', (scheme) => {
    const members = { scheme, contentEncoding: 'signed-compressed' };
    const faults = faultLines(source(scheme === 'zendesk' ? members : { ...members, publicUrl: PUBLIC }));
    const expected = expect.stringContaining('source.contentEncoding: this scheme reads the body') as string;
    if (scheme === 'zendesk') expect(faults).not.toContainEqual(expected);
    else expect(faults).toContainEqual(expected);
  });

  it('is warned about where the sender could be known before anything is inflated', () => {
    const plain = warningLines(source({ scheme: 'gitlab', contentEncoding: 'signed-plain' }));
    expect(plain).toContainEqual(expect.stringContaining('source.contentEncoding: '));
    const packed = warningLines(source({ scheme: 'gitlab', contentEncoding: 'signed-compressed' }));
    expect(packed).not.toContainEqual(expect.stringContaining('source.contentEncoding: '));
  });

  it.each(['gzip', 'plain', true])('%j is a fault', (contentEncoding) => {
    expect(faultLines(source({ contentEncoding }))).toHaveLength(1);
  });
});

describe('reportOnly', () => {
  const reportOnly = {
    reason: 'a test',
    until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
  };

  it.each([
    { contentEncoding: 'signed-compressed' },
    { scheme: 'twilio', publicUrl: PUBLIC, methods: ['GET'] },
  ])('is a fault where there would be nothing to let on: %j', (members) => {
    const faults = faultLines(source({ ...members, reportOnly }));
    expect(faults).toEqual([expect.stringContaining('source.reportOnly: ')]);
  });
});
