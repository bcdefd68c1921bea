import type { DeliveryDetail } from '../../api/types.js';
import type { Step } from './way-layout.js';

/** How a delivery came. A gateway of an earlier version says nothing of it. */
export interface WayDetail {
  /** The name of the one that matched. */
  readonly secret?: string | null;
  readonly scheme?: string | null;
  readonly client?: string | null;
  readonly steps?: readonly Step[];
  readonly answered?: { readonly status: number; readonly afterMs: number } | null;
}

export type Shown = DeliveryDetail & WayDetail;
