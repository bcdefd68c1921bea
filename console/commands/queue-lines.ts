/** Bulk work on dead letters, and on what is pending. */
import { commandLine } from './lines.js';

export interface DeadChoice {
  readonly route?: string;
  /** Only with a route. */
  readonly destination?: string;
  readonly reason?: string;
}

export function deadReplayLine(choice: DeadChoice, rate: number): string {
  return deadLine('replay', choice, rate);
}

export function deadDropLine(choice: DeadChoice, rate: number): string {
  return deadLine('drop', choice, rate);
}

function deadLine(verb: string, { route, destination, reason }: DeadChoice, rate: number): string {
  const flags = route === undefined ? ['all', 'yes'] : ['yes'];
  return commandLine(['dead', verb], { route, destination, reason, rate: String(rate) }, flags);
}

export function cancelLine(route: string, destination: string | undefined, rate: number): string {
  return commandLine(['routes', 'cancel', route], { destination, rate: String(rate) }, ['yes']);
}
