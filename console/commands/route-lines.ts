/** What is done to a route, or to one of its destinations. */
import { commandLine } from './lines.js';

type Verb = 'test' | 'pause' | 'resume';

/** @param destination left out: the whole route */
export function routeLine(verb: Verb, route: string, destination?: string): string {
  return commandLine(['routes', verb, route], { destination });
}
