import type { Deliver } from '../line/deliver.js';
import type { RouteState } from '../line/operations.js';

/** A route as operators see it, and what sends its test event. */
export interface OperatedRoute extends Pick<RouteState, 'name' | 'path' | 'mode' | 'source' | 'destination'> {
  readonly deliver: Deliver;
}
