/** Command lines about deliveries. */
import { commandLine, type Options } from './lines.js';

/** A delivery, and where it belongs. */
export interface Place {
  readonly id: string;
  readonly route: string;
  readonly destination: string;
}

export function replayLine(place: Place): string {
  return placed('replay', place);
}

export function forgetLine(place: Place): string {
  return placed('forget', place);
}

function placed(command: string, { id, route, destination }: Place): string {
  return commandLine([command, id], { route, destination });
}

/** @param filter as the command has it; it wants `route` and `since` */
export function replayRangeLine(filter: Options, rate: number): string {
  const { route, destination, outcome, event, since, until } = filter;
  return commandLine(['replay'], { route, destination, outcome, event, since, until, rate: String(rate) }, [
    'yes',
  ]);
}
