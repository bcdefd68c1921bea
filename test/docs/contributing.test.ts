/** The provider that CONTRIBUTING.md adds as an example is one: its words, done, make a scheme that keeps the rules. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import ts from 'typescript';
import { parseScheme } from '../../src/schemes/rules/parse.js';
import { Refusal } from '../../src/schemes/engine/verify.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { PROVIDERS, type ProviderFile } from '../schemes/provider-files.js';
import { verifyVector } from '../schemes/vectors.js';
import { blocks, read } from './markdown.js';

const shown = blocks(read('CONTRIBUTING.md')).filter(({ section }) => section === 'Adding a provider');
const [description = '', line = ''] = shown
  .filter(({ language }) => language === 'ts')
  .map(({ text }) => text);
const [values = ''] = shown.filter(({ language }) => language === 'json').map(({ text }) => text);
const { vectors = [] } = JSON.parse(values) as Partial<ProviderFile>;

async function described(): Promise<Scheme> {
  const module = ts.transpileModule(description, { compilerOptions: { module: ts.ModuleKind.ESNext } });
  const url = `data:text/javascript,${encodeURIComponent(module.outputText)}`;
  const { acme } = (await import(/* @vite-ignore */ url)) as { acme: Scheme };
  return acme;
}

describe('CONTRIBUTING.md, adding a provider', () => {
  it('describes a scheme that keeps the rules of the language', async () => {
    const scheme = await described();
    expect(parseScheme(scheme, ['acme'])).toEqual({ ok: true, scheme });
  });

  it('has test values of which the genuine verifies, and the changed one does not', async () => {
    const scheme = await described();
    const accepted = vectors.map(
      (vector) => !(verifyVector(scheme, { ...vector, body: Buffer.from(vector.body) }) instanceof Refusal),
    );
    expect(accepted).toEqual([true, false]);
    expect(vectors.map(({ valid }) => valid)).toEqual([true, false]);
  });

  it('makes the signature with the command it shows', () => {
    const [, command = ''] = /```sh\n( *node -p [^`]*)```/.exec(read('CONTRIBUTING.md')) ?? [];
    const made = execFileSync('bash', ['-c', command], { encoding: 'utf8' }).trim();
    expect(vectors[0]?.headers['Acme-Signature']).toBe(`sha256=${made}`);
  });

  it('shows the line as the list has them', () => {
    const [provider = ''] = PROVIDERS;
    const lines = read('src/schemes/catalogue/providers.ts').split('\n');
    expect(lines).toContain(line.trim().replace('acme', provider));
  });
});
