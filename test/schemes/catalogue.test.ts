/** The catalogue's folder, its list and the test values beside it: nothing lies there that is not used. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { parseScheme } from '../../src/schemes/rules/parse.js';
import { PROVIDERS, readProviderFiles } from './provider-files.js';

const LIST = new URL('../../src/schemes/catalogue/providers.ts', import.meta.url);

/** What each file of a provider exports, by its name there. */
const exported: ReadonlyMap<string, readonly (readonly [name: string, value: unknown])[]> = new Map(
  await Promise.all(
    PROVIDERS.map(async (provider) => {
      const file = (await import(`../../src/schemes/catalogue/${provider}.ts`)) as object;
      return [provider, Object.entries(file)] as const;
    }),
  ),
);

/** The names of what a file exports. */
function schemesOf(provider: string): readonly string[] {
  const values = (exported.get(provider) ?? []).map(([, value]) => value);
  return Object.keys(schemes).filter((name) => values.includes(schemes[name]));
}

describe('the list of providers', () => {
  it('has one line for each file of the catalogue, in alphabetical order, and no other', () => {
    const [, ...lines] = readFileSync(LIST, 'utf8').trimEnd().split('\n');
    expect(lines).toEqual(PROVIDERS.map((provider) => `export * from './${provider}.js';`));
  });

  it.each(PROVIDERS)('%s exports schemes, and nothing else', (provider) => {
    expect(exported.get(provider)).not.toEqual([]);
    for (const [name, scheme] of exported.get(provider) ?? [])
      expect(parseScheme(scheme, [name])).toEqual({ ok: true, scheme });
  });

  it('loses none of them: no two exports come to one name', () => {
    const all = [...exported.values()].flat().map(([, value]) => value);
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(Object.values(schemes))).toEqual(new Set(all));
    expect(Object.keys(schemes)).toHaveLength(all.length);
  });

  it('comes to names of small letters and digits, with hyphens between words, in alphabetical order', () => {
    const names = Object.keys(schemes);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    expect(names).toEqual(names.toSorted());
  });
});

describe('the test values of a provider', () => {
  const files = readProviderFiles();

  it('lie under the name of a file in the catalogue', () => {
    expect(files.map(({ provider }) => provider).filter((provider) => !PROVIDERS.includes(provider))).toEqual(
      [],
    );
  });

  it.each(files)('$provider: are of a scheme of this file', ({ provider, vectors, questions }) => {
    expect([...vectors, ...questions]).not.toEqual([]);
    for (const { scheme } of [...vectors, ...questions]) expect(schemesOf(provider)).toContain(scheme);
  });
});
