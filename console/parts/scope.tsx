/** How far a number reaches: this replica, or all that share the store. */
import type { Scope } from '../api/types.js';

export function ScopeNote({ scope }: { readonly scope: Scope }) {
  return <span class="scope">of {scope.says}</span>;
}
