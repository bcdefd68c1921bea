import { judge } from '../engine/judge.js';

interface Sdk {
  readonly basicAuthValidator: (
    check: (name: string, password: string) => boolean,
  ) => (headers: Readonly<Record<string, string>>) => Promise<void>;
}

export const chargebee = judge<Sdk>({
  package: 'chargebee',
  schemes: ['chargebee'],
  secret: (seed) => `name:${seed.repeat(32)}`,
  accepts: ({ basicAuthValidator }, { secret, headers }) =>
    basicAuthValidator((name, password) => `${name}:${password}` === secret)(headers),
});
