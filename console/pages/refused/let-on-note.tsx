/** Of routes that only report: what does not verify goes on there, and no list of refused ones has it. */
import { hrefOf } from '../../address/address.js';
import { useOverview } from '../../shell/overview-kept.js';

/** @param route left out: any */
export function LetOnNote({ route }: { readonly route: string | undefined }) {
  const routes = useOverview().data?.routes ?? [];
  const reporting = routes.filter(({ name, letOn }) => letOn && (route === undefined || name === route));
  if (reporting.length === 0) return null;
  return (
    <p>
      {reporting.length === 1
        ? `The route ${reporting[0]?.name ?? ''} only reports`
        : 'Some routes only report'}{' '}
      (<code>source.reportOnly</code>): what does not verify there goes on, as{' '}
      <a href={hrefOf(['deliveries'], { route, outcome: 'unverified' })}>unverified deliveries</a>.
    </p>
  );
}
