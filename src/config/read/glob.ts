/** The patterns of `include`: one folder, and a `*` in the name of the file. */
import { dirname } from 'node:path';

/** Why a text is no pattern of `include`; undefined if it is one. */
export function includeProblem(pattern: string): string | undefined {
  if (pattern.trim() === '' || /\p{Cc}/u.test(pattern)) return 'expected a path such as routes.d/*.yaml';
  if (pattern.endsWith('/')) return 'names a folder; name its files, such as routes.d/*.yaml';
  if (pattern.includes('**'))
    return '** is not known here: files stand in one folder, such as routes.d/*.yaml';
  if (/[?[\]{}\\]|^!/.test(pattern)) return 'only * stands for other characters here';
  return dirname(pattern).includes('*')
    ? 'a * stands in the name of the file only, not in its folder'
    : undefined;
}

/** Those that match, in order. A `*` stands for any characters, but not for the dot that hides a file: Kubernetes keeps `..data` beside the files. */
export function matching(names: readonly string[], pattern: string): readonly string[] {
  const parts = pattern.split('*').map((part) => part.replace(/[.+^$()|]/g, '\\$&'));
  const whole = new RegExp(`^${parts.join('.*')}$`, 'su');
  const hides = !pattern.startsWith('.');
  return names.filter((name) => whole.test(name) && !(hides && name.startsWith('.'))).sort();
}
