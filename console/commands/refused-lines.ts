/** The command lines of refused deliveries. */
import { commandLine } from './lines.js';

export interface RefusedChoice {
  readonly id?: string;
  readonly route?: string;
  readonly reason?: string;
  readonly client?: string;
  readonly since?: string;
  readonly until?: string;
}

export function verifyLine({ id, ...filter }: RefusedChoice, rate: number): string {
  if (id !== undefined) return commandLine(['refused', 'verify', id]);
  return commandLine(['refused', 'verify'], { ...filter, rate: String(rate) }, ['yes']);
}

export function allowLine(messageId: string, route: string): string {
  return commandLine(['refused', 'allow', messageId], { route });
}
