/** Every command tells all its options and an example; what is missing or misspelt is named. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/commands.js';
import type { OptionSpec } from '../../src/commands/frame/declaration.js';
import { ROOT } from '../docs/markdown.js';
import { typed } from './typed.js';

const DECLARATIONS = COMMANDS.map(({ declaration }) => declaration);
const NAMED = DECLARATIONS.map((declaration) => [declaration.name, declaration] as const);

describe.each(NAMED)('%s', (name, declaration) => {
  const words = name.split(' ');

  test.each([
    ['--help', [...words, '--help']],
    ['-h', [...words, '-h']],
    ['help COMMAND', ['help', ...words]],
    ['--help behind other options', [...words, '-o', 'json', '--help']],
  ])('%s tells all options and an example: exit 0', async (_, argv) => {
    const { code, out, err } = await typed(undefined, argv);
    expect([code, err]).toEqual([0, '']);
    for (const [option, { short, says }] of Object.entries(declaration.options)) {
      expect(out).toContain(short === undefined ? `  --${option}` : `  -${short}, --${option}`);
      expect(out).toContain(says);
    }
    for (const { line } of declaration.examples) expect(out).toContain(`  webhook-gateway ${line}\n`);
    expect(out).toContain('-h, --help');
  });

  test('its other names are it', async () => {
    const { out } = await typed(undefined, [...words, '--help']);
    for (const alias of declaration.aliases ?? [])
      expect((await typed(undefined, [...alias.split(' '), '--help'])).out).toBe(out);
  });

  test('an unknown option: exit 2, its name, and the forms of a call', async () => {
    const { code, out, err } = await typed(undefined, [...words, '--no-such-thing']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain("Unknown option '--no-such-thing'");
    expect(err).toContain(`usage: webhook-gateway ${name}`);
    expect(err).toContain(`webhook-gateway help ${name}`);
  });

  test('an argument that must be there and is not: exit 2, and what to name', async () => {
    for (const { missing } of declaration.positionals ?? []) {
      if (missing === undefined) continue;
      const { code, err } = await typed(undefined, words);
      expect(code).toBe(2);
      expect(err).toContain(missing);
    }
  });

  test('its declaration can be read: unique names and letters, one example with each sub-command', () => {
    const { options, positionals = [], examples, forms } = declaration;
    const letters = Object.values(options).flatMap(({ short }) => short ?? []);
    expect(new Set(letters).size).toBe(letters.length);
    expect([...letters, ...Object.keys(options)]).not.toContain('h');
    expect(Object.keys(options)).not.toContain('help');
    expect(positionals.slice(0, -1).every(({ many }) => many !== true)).toBe(true);
    for (const { line } of examples) expect(`${line} `.startsWith(`${name} `)).toBe(true);
    for (const [, option = ''] of forms.join(' ').matchAll(/--([\w-]+)/g))
      expect(options).toHaveProperty(option);
  });
});

test('no two commands have one name', () => {
  const names = DECLARATIONS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  [['check', '--onlin'], 'Unknown option \'--onlin\'; did you mean "--online"?'],
  [['deliveries', '--rout', 'a'], 'Unknown option \'--rout\'; did you mean "--route"?'],
  [['chekc'], 'has no command "chekc"; did you mean "check"?'],
  [['help', 'dead', 'repaly'], 'has no command "dead repaly"; did you mean "dead replay"?'],
  [['schemes', '-o', 'yaml'], '-o takes json'],
  [['check', '-o', 'xml'], '-o takes yaml or json'],
  [['routes', 'puase', 'a'], "Unexpected argument 'puase'; there is pause, resume, test, cancel, handshake"],
  [['serve', 'now'], "Unexpected argument 'now'"],
  [['sign', '--curl', '--scheme', 'github'], '--curl needs its URL behind it'],
  [['sign', '--scheme'], '--scheme needs its NAME behind it'],
  [['dead', '\u001b[2J'], "Unexpected argument '\\u{1b}[2J'"],
  [['__proto__'], 'has no command "__proto__"'],
  [['routes', '__proto__'], "Unexpected argument '__proto__'"],
  [[], 'usage: webhook-gateway COMMAND'],
  [['refused', 'lose', 'x'], "Unexpected argument 'lose'; there is show, verify, allow"],
])('%j: exit 2, and what was meant', async (argv, words) => {
  const { code, out, err } = await typed(undefined, argv);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(words);
});

test('a sub-command may stand behind options, as it always could', async () => {
  const { code, err } = await typed({ url: 'http://127.0.0.1:1' }, [
    'routes',
    '--url',
    'nowhere',
    'pause',
    'a',
  ]);
  expect(code).toBe(2);
  expect(err).toContain('webhook-gateway routes pause: --url takes');
});

/** Types say that what is read is declared; this says that what is declared is read. */
describe('each option is read by the command that declares it', () => {
  const folder = join(ROOT, 'src/commands');
  const table = readFileSync(join(folder, 'commands.ts'), 'utf8');

  test.each(NAMED)('%s', (_, declaration) => {
    const variable = variableOf(declaration.name);
    const [, file = ''] =
      new RegExp(`\\b${variable}, async \\(\\) => [^]*?import\\('\\./([\\w/-]+)\\.js'`).exec(table) ?? [];
    const text = withImports(join(folder, `${file}.ts`), new Set());
    const unread = Object.keys(declaration.options).filter(
      (option) => !isRead(option, text) && !standsForRead(declaration.options[option], text),
    );
    expect(unread).toEqual([]);
  });

  /** An option in whose place the command reads a variable. */
  function standsForRead(option: OptionSpec | undefined, text: string): boolean {
    return option?.type === 'string' && option.stands !== undefined && text.includes(`'${option.stands}'`);
  }

  function variableOf(name: string): string {
    return name.toUpperCase().replace(/\W/g, '_');
  }

  /** The text of a command's files; those of other parts read no options. */
  function withImports(path: string, seen: Set<string>): string {
    if (seen.has(path)) return '';
    seen.add(path);
    const text = readFileSync(path, 'utf8');
    const imported = Array.from(text.matchAll(/(?:from|import\() ?'\.\/([\w-]+)\.js'/g), (match) =>
      join(dirname(path), `${match[1] ?? ''}.ts`),
    );
    return [text, ...imported.map((other) => withImports(other, seen))].join('\n');
  }

  /** `values.name`, `values['name']`, or taken apart: `{ name } = values`, or in a parameter. */
  function isRead(option: string, text: string): boolean {
    const name = option.replaceAll('-', '\\-');
    return [
      new RegExp(`values\\.${name}\\b`),
      new RegExp(`values\\['${name}'\\]`),
      new RegExp(`\\{[^{}]*\\b${name}\\b[^{}]*\\}(?: = values|: \\{ readonly|: Args)`),
    ].some((pattern) => pattern.test(text));
  }
});

test('every file of declarations is in the table', () => {
  const table = readFileSync(join(ROOT, 'src/commands/commands.ts'), 'utf8');
  for (const file of readdirSync(join(ROOT, 'src/commands/declared')))
    if (file !== 'options.ts') expect(table).toContain(`./declared/${file.replace('.ts', '.js')}`);
});
