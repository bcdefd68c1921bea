/** `completion`: each shell that is installed here completes what the declarations say. Bash is on every machine of ours. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DECLARATIONS } from '../../src/commands/commands.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { onPath } from '../helpers/tools.js';
import { typed } from './typed.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const folder = mkdtempSync(join(tmpdir(), 'completion-'));

beforeAll(async () => {
  for (const shell of SHELLS) {
    const { code, out } = await typed(undefined, ['completion', shell]);
    expect(code).toBe(0);
    writeFileSync(join(folder, shell), out);
  }
  writeFileSync(join(folder, 'body.json'), '{}');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What the shell offers for the last word, which may be empty. */
function offers(shell: Shell, words: readonly string[]): readonly string[] {
  return ASK[shell](['webhook-gateway', ...words])
    .split('\n')
    .map((line) => line.split('\t')[0] ?? '')
    .filter((line) => line !== '');
}

const ASK: Readonly<Record<Shell, (words: readonly string[]) => string>> = {
  bash: (words) =>
    shell('bash', [
      '--norc',
      '-c',
      `source ./bash; COMP_WORDS=(${words.map(quoted).join(' ')}); COMP_CWORD=${words.length - 1}
       _webhook_gateway; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ]),
  // The widgets work within the line editor alone; these say what they are asked to offer.
  zsh: (words) =>
    shell('zsh', [
      '-f',
      '-c',
      `compdef() { :; }; _files() { print -l *(N); }
       compadd() { shift; print -l -- "$@"; }
       _describe() { local one; for one in \${(P)2}; do print -r -- \${one%%:*}; done; }
       source ./zsh; words=(${words.map(quoted).join(' ')}); CURRENT=${words.length}
       _webhook_gateway | grep -F -e ${quoted(words.at(-1) ?? '')} || true`,
    ]),
  fish: (words) => shell('fish', ['-N', '-c', `source ./fish; complete -C ${quoted(words.join(' '))}`]),
};

function quoted(text: string): string {
  return `'${text}'`;
}

function shell(name: Shell, args: readonly string[]): string {
  return execFileSync(name, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder } });
}

const HEADS = [...new Set(DECLARATIONS.flatMap(({ name }) => name.split(' ')[0] ?? '')), 'help'].sort();

describe.each(SHELLS.filter((shell) => shell === 'bash' || onPath([shell]) !== undefined))('%s', (shell) => {
  test('offers every command', () => {
    expect([...offers(shell, [''])].sort()).toEqual(expect.arrayContaining(HEADS) as string[]);
    expect(offers(shell, ['heal'])).toEqual(['healthcheck']);
  });

  test('offers the sub-commands and the options of a command', () => {
    expect(offers(shell, ['dead', 'rep'])).toEqual(['replay']);
    expect(offers(shell, ['routes', 'pa'])).toEqual(['pause']);
    expect(offers(shell, ['refused', 'al'])).toEqual(['allow']);
    expect(offers(shell, ['help', 'expl'])).toEqual(['explain']);
    expect(offers(shell, ['dead', 'replay', '--al'])).toEqual(['--all']);
    expect(offers(shell, ['replay', '--al'])).toEqual([]);
    expect(offers(shell, ['dead', '--al'])).toEqual([]);
  });

  test.each(DECLARATIONS.map(({ name, options }) => [name, Object.keys(options)] as const))(
    '%s: every option',
    (name, options) => {
      const found = offers(shell, [...name.split(' '), '--']);
      expect([...found].sort()).toEqual(
        expect.arrayContaining([...options, 'help'].map((option) => `--${option}`)) as string[],
      );
      expect(found.length).toBe(options.length + 1);
    },
  );

  test('offers the schemes for --scheme, and the words of a closed list', () => {
    const known = Object.keys(schemes).filter((name) => name.startsWith('git'));
    expect([...offers(shell, ['sign', '--scheme', 'git'])].sort()).toEqual(known.sort());
    expect([...offers(shell, ['schemes', 'git'])].sort()).toEqual(known.sort());
    expect(offers(shell, ['check', '-o', 'ya'])).toEqual(['yaml']);
    expect(offers(shell, ['completion', 'zs'])).toEqual(['zsh']);
  });

  test('offers no words where a text is wanted that nobody can guess', () => {
    expect(offers(shell, ['deliveries', '--event', 'ev'])).toEqual([]);
  });

  // Bash offers files by itself where nothing is offered (`complete -o default`).
  test('offers files where one is wanted', () => {
    expect(offers(shell, ['sign', '--file', 'bo'])).toEqual(shell === 'bash' ? [] : ['body.json']);
  });
});

test.each([[[]], [['tcsh']]])('completion %j: exit 2, and the shells there are', async (argv) => {
  const { code, err } = await typed(undefined, ['completion', ...argv]);
  expect(code).toBe(2);
  expect(err).toContain('bash, zsh or fish');
});
