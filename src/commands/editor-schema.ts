/** `schema`: the configuration as JSON Schema. It lies in a file beside the program, which nobody else reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../model/version.js';
import type { SCHEMA } from './declared/running.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';

/** What it is called beside a configuration. */
export const SCHEMA_FILE = 'gateway.schema.json';

export function schema({ values }: ArgsOf<typeof SCHEMA>, io: Io): Promise<ExitCode> {
  io.out(schemaText(values.included ? 'routes' : 'gateway'));
  return Promise.resolve(0);
}

export function schemaText(of: 'gateway' | 'routes'): string {
  return readFileSync(join(packageFolder(), 'config', `${of}.schema.json`), 'utf8');
}
