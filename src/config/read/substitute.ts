/**
 * `${NAME}` and `${NAME:-default}` in parsed scalars. Working on values and not on the file's text means that a
 * variable can never add a key, a list item or a tag, whatever it contains.
 */
import { pathText, type Report } from '../../checks/report.js';
import { readScalar, type ReadText } from './yaml.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Substitution {
  /** A text with its references replaced; undefined where they could not be, or where they ask for nothing. */
  readonly readText: ReadText;
  /** Texts that a reference turned into something else, by path: taken where text is wanted. */
  readonly texts: ReadonlyMap<string, string>;
}

const TOKEN = /\$\$|\$\{([^}]*)\}|\$\{/g;
const REFERENCE = /^([A-Za-z_]\w*)(?::-([^]*))?$/;
/** What an expression calls the whole input. */
const LONE_ROOT = /(?<!\$)\$\$(?!\$)/;
const ROOT_IS_READ_AS_CONTEXT =
  '$$ is read as $ here, as everywhere in this file; write $$$$, or put the expression in a file of its own, where nothing is replaced';
const WHOLE = /^\$\{[^}]*\}$/;
/** What Kubernetes puts into `<SERVICE>_PORT` of every pod beside a Service. */
const SERVICE_ADDRESS = /^(?:tcp|udp|sctp):\/\//;

export function createSubstitution(env: Environment, report: Report): Substitution {
  const texts = new Map<string, string>();
  return {
    texts,
    readText: (text, path) => {
      if (!text.includes('$')) return text;
      const at = pathText(path);
      if (at.endsWith('.payload.jsonata') && LONE_ROOT.test(text)) report.warn(at, ROOT_IS_READ_AS_CONTEXT);
      return substituted(text, at);
    },
  };

  function substituted(text: string, path: string): unknown {
    const before = report.faults.length;
    const replaced = text.replace(TOKEN, (token: string, inner: string | undefined) => {
      if (token === '$$') return '$';
      return (inner === undefined ? malformed(path) : resolve(inner, path)) ?? '';
    });
    if (report.faults.length > before) return undefined;
    if (!WHOLE.test(text)) return replaced;
    // `${NAME:-}`: the user asked for nothing, which is the same as leaving the key out.
    if (replaced.trim() === '') return undefined;
    const value = readScalar(replaced);
    if (value !== replaced) texts.set(path, replaced);
    return value;
  }

  function resolve(inner: string, path: string): string | undefined {
    const [, name, fallback] = REFERENCE.exec(inner) ?? [];
    if (name === undefined || fallback?.includes('${') === true) return malformed(path);
    const value = variable(env, name, report);
    if (value !== undefined && value !== '') return value;
    if (fallback !== undefined) return fallback;
    const state = value === '' ? 'is empty' : 'is not set';
    report.fault(path, `the variable ${name} ${state}; set it, or write a default: \${${name}:-value}`);
    return undefined;
  }

  function malformed(path: string): string | undefined {
    report.fault(path, 'not a reference such as ${NAME} or ${NAME:-default}; for a literal $ write $$');
    return undefined;
  }
}

/**
 * A variable's value; undefined where it is unset or holds the address that Kubernetes injects for a Service of
 * that name (told as a warning, once).
 */
export function variable(env: Environment, name: string, report: Report): string | undefined {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined || !SERVICE_ADDRESS.test(value) || !/(?:^|_)PORT$/.test(name)) return value;
  if (!report.warnings.some((warning) => warning.path === name)) {
    report.warn(
      name,
      'holds the address of a Kubernetes Service of this name and is ignored; set enableServiceLinks: false in the pod, or rename the Service',
    );
  }
  return undefined;
}
