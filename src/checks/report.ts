import type { Fault, Warning } from './fault.js';

/** Collects everything wrong or risky in a configuration, so that one run tells all of it. */
export class Report {
  readonly faults: Fault[] = [];
  readonly warnings: Warning[] = [];

  /** Said once, however many rules come to it. */
  fault(path: string, message: string): void {
    const known = this.faults.some((fault) => fault.path === path && fault.message === message);
    if (!known) this.faults.push({ path, message });
  }

  warn(path: string, message: string): void {
    this.warnings.push({ path, message });
  }

  /** A fault for something absent, unless what stood there (or beneath it) was already found faulty. */
  missing(path: string, message: string): void {
    if (!this.blames(path)) this.fault(path, message);
  }

  /** Whether a fault stands at a path, beneath it, or at something that contains it. */
  blames(path: string): boolean {
    return this.faults.some((fault) => within(fault.path, path) || within(path, fault.path));
  }
}

/** Whether `path` is `ancestor` or lies beneath it. */
export function within(path: string, ancestor: string): boolean {
  if (ancestor === '' || path === ancestor) return true;
  return path.startsWith(ancestor) && (path[ancestor.length] === '.' || path[ancestor.length] === '[');
}

/**
 * A key path as people read it: `routes[0].source.secrets[1]`, `schemes["my scheme"]`.
 * Names come from the user, so what could break a line or fill a screen is shown escaped and cut.
 */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_][\w-]{0,63}$/.test(String(part)))
      text += text === '' ? String(part) : `.${String(part)}`;
    else text += `[${JSON.stringify(String(part).slice(0, 64))}]`;
  }
  return text;
}

/** The path of a member of the thing at `path`. */
export function member(path: string, ...names: readonly (string | number)[]): string {
  const beneath = pathText(names);
  return path === '' || beneath === '' || beneath.startsWith('[') ? path + beneath : `${path}.${beneath}`;
}
