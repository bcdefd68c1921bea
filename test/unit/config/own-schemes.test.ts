import { describe, expect, it } from 'vitest';
import { ENV, changed, faultLines, firstRoute, good } from './helpers.js';

describe('schemes of a file', () => {
  const signature = { header: 'X-Sig', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body}' };

  it('a route may use one', () => {
    const loaded = changed((config, route) => {
      config['schemes'] = { 'my-own': { signature } };
      route.source['scheme'] = 'my-own';
    });
    expect(firstRoute(loaded).source).toMatchObject({ schemeName: 'my-own', scheme: { title: 'my-own' } });
    expect(Object.keys(good(loaded).schemes)).toEqual(['my-own']);
  });

  it('a built-in name cannot be taken, and names are kebab-case', () => {
    const loaded = changed((config) => {
      config['schemes'] = { github: { signature }, My_Own: { signature } };
    });
    expect(faultLines(loaded)).toEqual([
      'schemes.github: this is the name of a built-in scheme; take another',
      'schemes.My_Own: a scheme is named in kebab-case, such as my-provider',
    ]);
  });

  it('a word that a variable gives in the form of another kind is a fault, and no riddle without end', () => {
    const given = { trust: '${TRUST}', evidence: '${TRUST}', signature };
    const loaded = changed((config) => (config['schemes'] = { mine: given }), { ...ENV, TRUST: 'true' });
    expect(faultLines(loaded)).toEqual([
      expect.stringContaining('schemes.mine.trust: expected one of body verified'),
      expect.stringContaining('schemes.mine.evidence: expected one of sdk'),
    ]);
  });

  it('a faulty one is told once, not again by each route that uses it', () => {
    const loaded = changed((config, route) => {
      config['schemes'] = { mine: { signature: { ...signature, encoding: 'hexx' } } };
      route.source['scheme'] = 'mine';
    });
    expect(faultLines(loaded)).toEqual([
      'schemes.mine.signature.encoding: expected one of hex, HEX, base64, base64url, text; did you mean "hex"?',
    ]);
  });
});
