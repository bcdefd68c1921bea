/**
 * New contents of files with secrets, under the configuration as it was read last. A file that cannot be used holds up
 * nobody but itself: the others are exchanged, and of it the old content stays.
 */
import { within } from '../../checks/report.js';
import type { Loaded } from '../../config/config.js';
import type { LoadOptions } from '../../config/load.js';
import type { WhatWasRead } from '../../config/read/reader.js';
import { bytesOf, differs, type Content } from './looks.js';

/** Loads the same configuration again. */
export type Load = (more?: Pick<LoadOptions, 'text' | 'readFile'>) => Loaded;

/** A configuration that has no faults. */
export type Sound = Extract<Loaded, { readonly ok: true }>;
type Faulty = Extract<Loaded, { readonly ok: false }>;

export interface Exchanged {
  /** With all new contents that can be used; undefined where there are none. */
  readonly loaded: Sound | undefined;
  /** Files that hold what cannot be used, and why. */
  readonly refused: ReadonlyMap<string, string>;
}

/** @param contents of files, by absolute path; what is not among them stays as it was */
export function exchangeSecrets(
  load: Load,
  { text, secrets }: WhatWasRead,
  contents: ReadonlyMap<string, Content>,
): Exchanged {
  const taken = new Map([...contents].filter(([path, now]) => differs(secrets.get(path)?.bytes, now)));
  const refused = new Map<string, string>();
  const readFile = (path: string): Buffer =>
    bytesOf(taken.get(path) ?? secrets.get(path)?.bytes ?? { code: 'ENOENT' });
  while (taken.size > 0) {
    const loaded = load({ text, readFile });
    if (loaded.ok) return { loaded, refused };
    for (const [path, reason] of blamed(loaded, [...taken.keys()])) {
      refused.set(path, reason);
      taken.delete(path);
    }
  }
  return { loaded: undefined, refused };
}

/** At least one of them: where no fault names any, all. */
function blamed({ faults, read }: Faulty, paths: readonly string[]): readonly (readonly [string, string])[] {
  const found = paths.flatMap((path) => {
    const places = (read.secrets.get(path)?.keys ?? []).map(placeOf);
    const fault = faults.find((one) =>
      places.some((place) => within(one.path, place) || within(place, one.path)),
    );
    return fault ? [[path, `${fault.path}: ${fault.message}`] as const] : [];
  });
  const [first] = faults;
  return found.length > 0 || !first
    ? found
    : paths.map((path) => [path, `${first.path}: ${first.message}`] as const);
}

/** A secret with its `file`, a certificate with its key: they are good or bad together. */
function placeOf(key: string): string {
  return key.replace(/\.(?:file|ca|cert|key|clientCa)$/, '');
}
