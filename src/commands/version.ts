/** `version`: what runs here, for a report of a fault. */
import { readVersion } from '../model/version.js';
import type { VERSION } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { jsonText } from './print.js';

/** The bundler puts it in (scripts/bundle.js); there is none where nothing was bundled. */
declare const BUILD_COMMIT: string | undefined;

export function version({ values }: ArgsOf<typeof VERSION>, io: Io): Promise<ExitCode> {
  const commit = typeof BUILD_COMMIT === 'undefined' ? undefined : BUILD_COMMIT;
  const { node, openssl } = process.versions;
  const found = { version: readVersion(), commit: commit ?? null, node, openssl };
  const lines = Object.entries(found).map(([name, text]) => `${name.padEnd(8)} ${text ?? 'unknown'}\n`);
  io.out(values.output === 'json' ? jsonText(found) : lines.join(''));
  return Promise.resolve(0);
}
