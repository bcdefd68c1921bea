import { judge } from '../engine/judge.js';

interface Sdk {
  verifyRequest(
    secret: string,
    request: { method: string; path: string; headers: Readonly<Record<string, string>>; body: string },
  ): boolean;
  signRequest(
    secret: string,
    request: { method: string; path: string; headers: Readonly<Record<string, string>>; body: string },
  ): Readonly<Record<string, string>>;
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

export const contentful = judge<Sdk>({
  package: '@contentful/node-apps-toolkit',
  schemes: ['contentful'],
  secret: (seed) => seed.repeat(64),
  accepts: (sdk, { secret, method, url, headers, text }) =>
    sdk.verifyRequest(secret, { method, path: pathOf(url), headers, body: text }),
  signs: (sdk, { secret, url, text }) => ({
    headers: sdk.signRequest(secret, { method: 'POST', path: pathOf(url), headers: {}, body: text }),
  }),
});
