/** Where it is written what to do: its page of the console, and the same place in the documentation, to be copied. */
import { hrefOf } from '../address/address.js';
import { Copyable } from './copy.js';

/** @param link as the API gives it: `/docs/operations.md#heading` */
interface RunbookLinkProps {
  readonly link: string;
  /** What it is about there. */
  readonly route?: string | undefined;
}

export function RunbookLink({ link, route }: RunbookLinkProps) {
  const [, heading = ''] = link.split('#');
  return (
    <span class="runbook-link">
      <Copyable
        {...{ text: link.replace(/^\//, ''), what: 'the place in the runbook' }}
        href={hrefOf(['runbook', heading], { route })}
      />
    </span>
  );
}
