/** Every built-in scheme keeps the rules that users' own have to keep, and comes back from the page it is printed on. */
import { parse, stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { SCHEMES } from '../../../src/commands/declared/signing-commands.js';
import { readArguments } from '../../../src/commands/frame/arguments.js';
import { schemesCommand } from '../../../src/commands/schemes.js';
import { parseScheme } from '../../../src/schemes/rules/parse.js';
import { schemes } from '../../../src/schemes/catalogue/index.js';
import { whyUnsignable } from '../../../src/schemes/engine/sign.js';
import { load } from './helpers.js';

async function printed(name: string): Promise<string> {
  let text = '';
  const io = {
    out: (more: string) => (text += more),
    err: () => undefined,
    env: {},
    stdin: () => Promise.resolve(Buffer.alloc(0)),
  };
  expect(await schemesCommand(readArguments(SCHEMES, [name]), io)).toBe(0);
  return text;
}

describe.each(Object.keys(schemes))('%s', (name) => {
  const scheme = schemes[name];

  it('keeps every rule of the language, unchanged', () => {
    expect(parseScheme(scheme, [name])).toEqual({ ok: true, scheme });
  });

  it('is the same when pasted into a file from where it is printed', async () => {
    const text = await printed(name);
    const data = parse(text) as { schemes: Record<string, unknown> };
    expect(parseScheme(data.schemes[`my-${name}`], [name])).toEqual({ ok: true, scheme });
    // Through the loader, which also reads references: a `$` of a template must not be one.
    const loaded = load(`${text}\n${stringify({ store: { url: 'memory:' }, routes: [] })}`);
    const lines = loaded.ok ? [] : loaded.faults.map(({ path }) => path);
    expect(lines.filter((path) => path.startsWith('schemes'))).toEqual([]);
  });

  it('has a key form or keys from elsewhere, unless it is unsigned', () => {
    expect((scheme?.key ?? scheme?.keys) === undefined).toBe(scheme?.signature === undefined);
  });
});

it('schemes that cannot sign say why', () => {
  const reasons = Object.values(schemes).map(whyUnsignable);
  expect(reasons.filter((reason) => reason !== undefined).length).toBeGreaterThan(0);
});
