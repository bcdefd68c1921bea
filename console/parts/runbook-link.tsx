/** Where it is written what to do: the place in the documentation, to be copied. The admin port serves no documentation. */
import { Copyable } from './copy.js';

/** @param link as the API gives it: `/docs/operations.md#heading` */
export function RunbookLink({ link }: { readonly link: string }) {
  return (
    <span class="runbook">
      <Copyable text={link.replace(/^\//, '')} what="the place in the runbook" />
    </span>
  );
}
