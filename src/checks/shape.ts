/**
 * Checks data against a zod schema, turns every issue into a fault with a path and a sentence, and hands back what is
 * left when the faulty parts are taken out: the rules beyond shape can then be checked in the same run.
 */
import type * as z from 'zod';
import { didYouMean } from './nearest.js';
import { pathText, within, type Report } from './report.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export interface ShapeOptions {
  /** Where the data stands in the file, for the faults' paths. */
  readonly at?: Path;
  /** Texts of values that substitution made into numbers or booleans, by full path: taken where text is wanted. */
  readonly texts?: ReadonlyMap<string, string>;
}

export interface Shaped<T> {
  /** The data without its faulty parts; undefined if nothing is left. */
  readonly value: T | undefined;
  /** Paths of keys starting with `x-`, which are the user's own. */
  readonly ignored: readonly string[];
}

/** @param data plain data, the caller's to give away: what is faulty, unknown or the user's own is taken out of it. */
export function shape<T>(
  schema: z.ZodType<T>,
  data: unknown,
  report: Report,
  options: ShapeOptions = {},
): Shaped<T> {
  const root = { data };
  const at = options.at ?? [];
  const ignored: string[] = [];
  // Every round takes at least one value out, so the rounds end. Code made for one schema pays where it is read often.
  for (;;) {
    const result = schema.safeParse(root.data, { error: sentence, jitless: true });
    if (result.success) return { value: result.data, ignored };
    const issues = result.error.issues.flatMap((issue) => flatten(issue, []));
    // From the end, so that taking one out does not move another.
    for (const issue of issues) {
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) unknownKey(issue, key);
      } else if (!takenAsText(issue.path)) {
        const path = pathText([...at, ...issue.path]);
        // What is wrong once a faulty member is gone is not the user's doing.
        if (!report.faults.some((fault) => within(fault.path, path))) report.fault(path, issue.message);
        remove(root, issue.path);
      }
    }
    if (root.data === undefined) return { value: undefined, ignored };
  }

  function unknownKey(issue: Issue, key: string): void {
    const path = [...issue.path, key];
    if (key.startsWith('x-')) ignored.push(pathText([...at, ...path]));
    else {
      // `strict` in fields.ts leaves the known keys in the message.
      const known = issue.message.split(' ');
      const hint = didYouMean(key, known) || `; known here: ${known.join(', ')}`;
      report.fault(pathText([...at, ...path]), `unknown key${hint} (your own keys start with x-)`);
    }
    remove(root, path);
  }

  function takenAsText(path: Path): boolean {
    const text = options.texts?.get(pathText([...at, ...path]));
    const holder = lookup(root, ['data', ...path.slice(0, -1)]);
    const key = path.at(-1);
    if (text === undefined || key === undefined || typeof holder !== 'object' || holder === null)
      return false;
    const object = holder as Record<PropertyKey, unknown>;
    // Taken once: what was taken out as text stays out.
    if (object[key] === undefined || typeof object[key] === 'string') return false;
    object[key] = text;
    return true;
  }
}

/** Issues of the one branch of a union that has the right kind of value; without such a branch the union's own. */
function flatten(issue: Issue, prefix: Path): Issue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union') {
    const fitting = issue.errors.filter((branch) => branch.every((inner) => !wrongKind(inner)));
    const [branch] = fitting;
    if (fitting.length === 1 && branch) return branch.flatMap((inner) => flatten(inner, path));
  }
  return [{ ...issue, path }];
}

function wrongKind(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

/** Takes a value out; where it is absent already (a required member), what should have held it goes. */
function remove(root: { data: unknown }, path: Path): void {
  let end = path.length;
  while (end > 0 && lookup(root, ['data', ...path.slice(0, end)]) === undefined) end -= 1;
  const key = path[end - 1];
  const holder = lookup(root, ['data', ...path.slice(0, Math.max(0, end - 1))]);
  if (end === 0 || key === undefined) root.data = undefined;
  else if (Array.isArray(holder)) holder[Number(key)] = undefined;
  else Reflect.deleteProperty(holder as object, key);
}

function lookup(value: unknown, path: Path): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<PropertyKey, unknown>)[key];
  }
  return found;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

/** What a value is, without saying what it says. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (remove the key, or give it a value)';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return `the boolean ${String(value)}`;
  return typeof value === 'number' ? 'a number' : 'a mapping';
}

/** Faults never repeat a value: any of them may be a secret in the wrong place. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is required';
      return `expected ${WORDS[issue.expected] ?? issue.expected}, got ${kindOf(issue.input)}`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      const hint = typeof issue.input === 'string' ? didYouMean(issue.input, values) : '';
      return `expected ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}${hint}`;
    }
    case 'too_small':
      return `must be at least ${String(issue.minimum)}`;
    case 'too_big':
      return `must be at most ${String(issue.maximum)}`;
    case 'invalid_key':
      return notName(issue.issues[0]?.message);
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      // Explained by the schema itself; what it leaves open must not speak with the words of the library.
      return 'is of no form that is known here';
  }
}

/** @param message what the schema of a mapping's keys says of one that it does not take, such as "expected a name" */
function notName(message = 'expected a name that is known here'): string {
  return message.replace(/^expected/, 'this key is not');
}
