/** Sends again what the filter matches, by a job of the gateway; or says what the filter lacks for that. */
import { hrefOf } from '../../address/address.js';
import { replayRangeLine } from '../../commands/delivery-lines.js';
import { BulkButton } from '../../parts/bulk-button.js';
import { groupOf } from '../../parts/outcome-groups.js';
import { useMay } from '../../shell/who.js';
import type { Filter } from './filter.js';

const RATE = 10;

export function BulkReplay({ filter }: { readonly filter: Filter }) {
  const { route, id, since, outcome, ...rest } = filter;
  if (!useMay('operator')) return null;
  if (outcome !== undefined && groupOf(outcome) === 'refused')
    return (
      <span class="quiet">
        What was refused is judged again on <a href={hrefOf(['refused'], { route })}>Refused</a>.
      </span>
    );
  if (outcome === 'unverified')
    return <span class="quiet">What went on unverified is not kept, and cannot be sent again.</span>;
  if (id !== undefined) return <span class="quiet">One delivery is sent again on its own page.</span>;
  if (route === undefined || since === undefined)
    return <span class="quiet">To replay many, choose {lacking(route, since)}.</span>;
  return (
    <BulkButton
      label="Replay these"
      title={`Replay deliveries of ${route}`}
      says={saysOf(filter)}
      request={{ do: 'replay', filter: { route, since, ...rest, ...(outcome !== undefined && { outcome }) } }}
      line={(rate) => replayRangeLine(filter, rate)}
      rate={RATE}
    />
  );
}

function lacking(route: string | undefined, since: string | undefined): string {
  const lacks = [
    ...(route === undefined ? ['a route'] : []),
    ...(since === undefined ? ['a time since when'] : []),
  ];
  return lacks.join(' and ');
}

function saysOf({ outcome }: Filter): string {
  const again =
    'Everything that the filter matches is sent again to its receiver, past dedupe and under its message id.';
  const rest = 'What came after this question takes no part, and neither does what has no body kept.';
  return outcome === undefined
    ? `${again} What was accepted is left out; choose the outcome accepted to send that a second time. ${rest}`
    : `${again} ${rest}`;
}
