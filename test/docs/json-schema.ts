/**
 * The configuration as JSON Schema, for editors: the shape of the declarations (src/config/schema.ts, and the scheme
 * language), the pages' words about each key, and what `check` takes beside that: references to variables in place of
 * any value, and keys of the user's own.
 */
import prettier from 'prettier';
import * as z from 'zod';
import { jsonWordsOf } from '../../src/checks/fields.js';
import { fileSchema } from '../../src/config/schema.js';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { schemeSchema } from '../../src/schemes/rules/parse.js';
import { ROOT, marked, read, rows } from './markdown.js';

export type Json = Readonly<Record<string, unknown>>;

const MAIN = 'config/gateway.schema.json';
const INCLUDED = 'config/routes.schema.json';

/** @returns the text of each file */
export async function schemaFiles(): Promise<ReadonlyMap<string, string>> {
  const { main, included } = configurationSchemas();
  const style = { ...(await prettier.resolveConfig(ROOT + MAIN)), parser: 'json' };
  const text = (schema: Json): Promise<string> => prettier.format(JSON.stringify(schema), style);
  return new Map([
    [MAIN, await text(main)],
    [INCLUDED, await text(included)],
  ]);
}

export function configurationSchemas(): { readonly main: Json; readonly included: Json } {
  const { properties, ...file } = finished(drawn(fileSchema), '', keysOfFile());
  const definitions = {
    // At the top of a scheme everything has a default or depends on the rest.
    scheme: withReference(finished(without(drawn(schemeSchema), 'required'), 'scheme', keysOfScheme())),
    schemeName: { type: 'string', examples: Object.keys(schemes) },
    scheduleName: {
      type: 'string',
      examples: Object.keys(schemes).filter((name) => schemes[name]?.retries !== 'none'),
    },
  };
  const { routes, schemes: own } = properties as Record<string, Json>;
  const $schema = 'http://json-schema.org/draft-07/schema#';
  return {
    main: {
      $schema,
      title: 'Configuration of the Standard Webhooks Gateway',
      ...file,
      properties,
      required: ['store'],
      // Routes may stand in included files alone.
      anyOf: [{ required: ['routes'] }, { required: ['include'] }],
      definitions,
    },
    included: {
      $schema,
      title: 'Routes and schemes that a configuration of the Standard Webhooks Gateway includes',
      ...file,
      properties: { routes, schemes: own },
      definitions,
    },
  };
}

/** What zod says of a declaration, and what the declaration says of its own tests. */
function drawn(schema: z.ZodType): Json {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      const { pattern, ...words } = jsonWordsOf(zodSchema) ?? {};
      Object.assign(jsonSchema, words, pattern && { pattern: portable(pattern) });
    },
  });
  return without(json, '$schema');
}

function without(node: Json, ...keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(node).filter(([key]) => !keys.includes(key)));
}

/** JSON Schema knows no flags; `u` is what validators take. */
function portable({ source, flags }: RegExp): string {
  if (flags.replace('u', '') !== '') throw new Error(`/${source}/${flags} cannot be said without its flags`);
  return source;
}

/** Words about key paths. */
interface Words {
  readonly holds: ReadonlyMap<string, string>;
  /** Keys that must be there, in their mapping. */
  readonly required: (path: string) => readonly string[];
}

function keysOfFile(): Words {
  const table = rows(marked(read('docs/configuration.md'), 'keys')).slice(1);
  const said = table.map(([key = '', fallback = '', holds = '']) => [bare(key), fallback, holds] as const);
  const required = said.flatMap(([key, fallback]) => (fallback.startsWith('required') ? [key] : []));
  return {
    holds: new Map(said.map(([key, fallback, holds]) => [key, plain(withDefault(fallback, holds))])),
    required: (path) => [
      ...required.flatMap((key) => {
        const [, mapping, name = ''] = /^(.+)\.(\w+)$/.exec(key) ?? [];
        // Whether there must be secrets depends on the scheme.
        return mapping === path && name !== 'secrets' ? [name] : [];
      }),
      ...(path === 'routes[]' ? ['source'] : []),
    ],
  };
}

function keysOfScheme(): Words {
  const page = read('docs/schemes.md');
  const said = (
    [
      ['language', ''],
      ['tokens', 'signature.jwt.'],
      ['jws', 'signature.jws.'],
      ['message', 'signature.message.'],
      ['questions', 'handshakes[].'],
    ] as const
  ).flatMap(([table, before]) =>
    rows(marked(page, table))
      .slice(1)
      .map(([key = '', holds = '']) => [`scheme.${before}${bare(key)}`, plain(holds)] as const),
  );
  return { holds: new Map(said), required: () => [] };
}

function bare(key: string): string {
  return key.replaceAll('`', '');
}

/** A default that is a value says the schema itself. */
function withDefault(fallback: string, holds: string): string {
  return /^(?:`.*`|none|–|required.*)$/.test(fallback) ? holds : `${holds} Default: ${fallback}.`;
}

/** Without Markdown. */
function plain(text: string): string {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/(?<!\\)`|\\(?=\|)/g, '');
}

/** Parts of references to secrets and of tokens, which the table leaves to its prose. */
const OF_SECRETS: Readonly<Record<string, string>> = {
  env: 'The variable that holds it.',
  file: 'The file that holds it. Its path is relative to this file.',
  literal: 'The value itself. It works, and check warns of it.',
  name: 'Its name, for metrics and the log.',
  role: 'What it may: viewer sees counts, outcomes and ids; reader also bodies and header values; operator also writes.',
};

/** A text that names variables, or that has a `$` written twice. */
const REFERENCE = { type: 'string', pattern: '\\$[{$]' } as const;
/** One reference and nothing else: read again as YAML, or left out where it is empty. */
const WHOLE_REFERENCE = '^\\$\\{[^}]*\\}$';

/** The same schema with what `check` takes beside it. @param path of the key, as the pages write it */
function finished(node: Json, path: string, words: Words): Json {
  if (Array.isArray(node['anyOf'])) {
    const { anyOf, ...rest } = node;
    return { ...rest, anyOf: (anyOf as Json[]).map((branch) => finished(branch, path, words)) };
  }
  switch (node['type']) {
    case 'object':
      return mapping(node, path, words);
    case 'array':
      return { ...node, items: value(node['items'] as Json, `${path}[]`, words) };
    case 'string':
      return named(node, path);
    default:
      return node;
  }
}

function mapping(node: Json, path: string, words: Words): Json {
  const { properties, additionalProperties, propertyNames, required: needed, ...rest } = node;
  if (properties === undefined) {
    return {
      ...rest,
      ...(!isAnyText(propertyNames as Json) && { propertyNames }),
      ...(path === 'schemes' && { patternProperties: { '^x-': {} } }),
      additionalProperties:
        path === 'schemes'
          ? { $ref: '#/definitions/scheme' }
          : value(additionalProperties as Json, `${path}{}`, words),
    };
  }
  const keys = Object.keys(properties as Json);
  const required = [...new Set([...((needed as string[] | undefined) ?? []), ...words.required(same(path))])];
  const named = required.filter((key) => keys.includes(key));
  const entries = Object.entries(properties as Record<string, Json>);
  return {
    ...rest,
    properties: Object.fromEntries(
      entries.map(([key, member]) => [key, value(member, path === '' ? key : `${path}.${key}`, words)]),
    ),
    patternProperties: { '^x-': {} },
    additionalProperties: false,
    ...requirements(path, keys, named),
  };
}

/** @param required without exception */
function requirements(path: string, keys: readonly string[], required: readonly string[]): Json {
  const oneOf = (...names: string[]) => ({ anyOf: names.map((name) => ({ required: [name] })) });
  if (path === 'routes[]') return { required, ...oneOf('destination', 'destinations') };
  if (path === 'routes[].destinations[]') return { required: ['name', ...required] };
  if (keys.includes('role')) return { required: ['name', 'role'], ...oneOf('env', 'file', 'literal') };
  if (isSecret(keys)) return oneOf('env', 'file');
  return required.length === 0 ? {} : { required };
}

function isSecret(keys: readonly string[]): boolean {
  return keys.includes('env') && keys.includes('file');
}

function isAnyText(node: Json): boolean {
  return JSON.stringify(node) === '{"type":"string"}';
}

/** A schema where a value stands, which a reference may take the place of. */
function value(node: Json, path: string, words: Words): Json {
  const { default: fallback, ...rest } = finished(node, path, words);
  const description = words.holds.get(same(path)) ?? ofSecret(path, words);
  return {
    ...(description !== undefined && { description }),
    // An editor would write an empty mapping or list as it stands.
    ...(fallback !== undefined && typeof fallback !== 'object' && { default: fallback }),
    ...withReference(rest),
  };
}

function ofSecret(path: string, { holds }: Words): string | undefined {
  const [, before = '', name = ''] = /^(.*)\.(\w+)$/.exec(path) ?? [];
  const holder = before.replace(/(?:\[\]|\{\})$/, '');
  const isOne = /(?:[sS]ecrets?|[tT]okens?|\.id|\.headers)$/.test(holder) && holds.has(same(holder));
  return isOne ? OF_SECRETS[name] : undefined;
}

function withReference(node: Json): Json {
  const { type, pattern, ...rest } = node;
  if (type === undefined && Array.isArray(node['anyOf'])) {
    const branches = node['anyOf'] as readonly Json[];
    const open = branches.some((branch) => isAnyText(branch) || '$ref' in branch);
    return open ? node : { ...node, anyOf: [...branches, REFERENCE] };
  }
  if ('const' in node || 'enum' in node)
    return { ...described(node), anyOf: [without(node, 'description', 'default'), REFERENCE] };
  if (type === 'string') {
    return pattern === undefined
      ? node
      : { type, pattern: `${grouped(pattern as string)}|${REFERENCE.pattern}`, ...rest };
  }
  if (typeof type === 'string') return { type: [type, 'string'], pattern: WHOLE_REFERENCE, ...rest };
  return node;
}

function described({ description, default: fallback }: Json): Json {
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
  };
}

function grouped(pattern: string): string {
  return pattern.includes('|') ? `(?:${pattern})` : pattern;
}

/** Texts that may be the names of schemes. */
function named(node: Json, path: string): Json {
  if (!isAnyText(node)) return node;
  if (/(?:\.scheme(?:\[\])?)$/.test(path)) return { anyOf: [{ $ref: '#/definitions/schemeName' }] };
  return path.endsWith('.schedule') ? { anyOf: [{ $ref: '#/definitions/scheduleName' }] } : node;
}

/** The path under which the pages describe it: one of several destinations has the keys of the only one. */
function same(path: string): string {
  return path
    .replace(/^routes\[\]\.destinations\[\]\.(delivery|events)\b/, 'routes[].$1')
    .replace(/^routes\[\]\.destinations\[\](?=\.|$)/, 'routes[].destination');
}
