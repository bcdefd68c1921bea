/** `schemes NAME` prints a scheme that works when it is pasted: the same format under a name of one's own. */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SCHEMES } from '../../src/commands/declared/signing-commands.js';
import { readArguments } from '../../src/commands/frame/arguments.js';
import { schemesCommand } from '../../src/commands/schemes.js';
import { loadGatewayConfig } from '../../src/config/load.js';
import { parseScheme } from '../../src/schemes/rules/parse.js';
import { signsUrl } from '../../src/schemes/rules/template.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { whyUnsignable } from '../../src/schemes/engine/sign.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { run } from '../helpers/process.js';
import { secretFor } from '../helpers/secrets.js';
import { genuine, signed, subjectsOf, verdictOn } from '../schemes/harness.js';

async function printed(...argv: string[]): Promise<string> {
  let text = '';
  const io = {
    out: (part: string) => (text += part),
    err: () => undefined,
    env: {},
    stdin: () => Promise.reject(new Error()),
  };
  expect(await schemesCommand(readArguments(SCHEMES, argv), io)).toBe(0);
  return text;
}

/** What a configuration makes of the printed scheme, used as a source. */
async function pasted(name: string): Promise<Scheme | undefined> {
  const scheme = schemes[name];
  if (scheme?.keys) return readAlone(name);
  const side = scheme?.signature ? 'secrets: [{ env: SECRET }]' : 'reason: "a trusted network"';
  const url = scheme && signsUrl(scheme) ? ', publicUrl: "https://hooks.example.com/in"' : '';
  const text = `${await printed(name)}
store: { url: "memory:" }
routes:
  - name: r
    path: /r
    source: { scheme: my-${name}, ${side}${url} }
    destination: { url: "http://127.0.0.1:1", scheme: standard, secrets: [{ env: STANDARD }] }
`;
  const env = { SECRET: secretFor(name), STANDARD: secretFor('standard') };
  const loaded = loadGatewayConfig({ file: 'pasted.yaml', env, readFile: () => Buffer.from(text) });
  expect(loaded.ok ? [] : loaded.faults).toEqual([]);
  return loaded.ok ? loaded.config.schemes[`my-${name}`] : undefined;
}

/** A route of one whose keys come from elsewhere says much of its own: owner, roots, access. */
async function readAlone(name: string): Promise<Scheme | undefined> {
  const { schemes: printedOnes } = parse(await printed(name)) as { schemes: Record<string, unknown> };
  const read = parseScheme(printedOnes[`my-${name}`]);
  expect(read).toMatchObject({ ok: true });
  return read.ok ? read.scheme : undefined;
}

test('the program prints the list with every scheme, one of them on demand, and refuses a name it does not have', async () => {
  const { code, stdout } = await run(['schemes']);
  expect(code).toBe(0);
  for (const name of Object.keys(schemes)) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
  expect(await run(['schemes', 'github'])).toMatchObject({ code: 0, stdout: await printed('github') });
  expect(await run(['schemes', 'nope'])).toMatchObject({ code: 2 });
});

describe.each(Object.keys(schemes))('%s', (name) => {
  test('reads back as the very same description, which verifies and signs as the built-in does', async () => {
    const own = await pasted(name);
    expect(own).toEqual(schemes[name]);
    for (const [index, builtIn] of subjectsOf(name).entries()) {
      const subject = subjectsOf(name, own)[index];
      if (!subject) throw new Error('the pasted scheme has fewer ways to sign');
      expect(verdictOn(subject, genuine(builtIn))).toBe('accepted');
      if (whyUnsignable(builtIn.scheme) === undefined) {
        expect(verdictOn(builtIn, signed(subject))).toBe('accepted');
      }
    }
  });
});
