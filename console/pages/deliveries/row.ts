import type { Delivery } from '../../api/types.js';

/** Of a list of deliveries. */
export interface Row {
  /** Its number in the list: an id may be missing, or come twice. */
  readonly seq: number;
  readonly delivery: Delivery;
}
