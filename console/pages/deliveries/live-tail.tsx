/** Deliveries as they end at this replica, the newest on top; rows that somebody reads stay where they are. */
import { useRef, useState } from 'preact/hooks';
import { hrefOf, replace, useAddress } from '../../address/address.js';
import { isAskedAgain } from '../../api/tail.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { ScopeNote } from '../../parts/scope.js';
import { Time } from '../../parts/time.js';
import { DeliveriesFilters } from './deliveries-filters.js';
import { DeliveryRows } from './delivery-rows.js';
import { presentOf, tailQueryOf, type Filter } from './filter.js';
import { brought } from './newest-first.js';
import type { Row } from './row.js';
import type { TailSeen } from './tail-feed.js';
import { useTail } from './use-tail.js';

interface LiveTailProps {
  readonly filter: Filter;
  readonly isPaused: boolean;
}

export function LiveTail({ filter, isPaused }: LiveTailProps) {
  const wanted = presentOf(filter);
  const query = tailQueryOf(wanted);
  const seen = useTail(query);
  return (
    <>
      <DeliveriesFilters {...{ filter: wanted, isLive: true, events: [] }} />
      <div class="tools">
        <PauseButton isPaused={isPaused} />
        <State {...seen} isPaused={isPaused} />
      </div>
      <Left {...seen} />
      {seen.refused && <ProblemNote problem={seen.refused} />}
      <HeldRows key={query} rows={seen.rows} isPaused={isPaused} isEmptyBecause={whyEmpty(seen)} />
    </>
  );
}

function PauseButton({ isPaused }: { readonly isPaused: boolean }) {
  return (
    <button
      type="button"
      class={isPaused ? 'main' : undefined}
      onClick={() => {
        replace({ live: isPaused ? 'on' : 'paused' });
      }}
    >
      {isPaused ? 'Go on' : 'Pause'}
    </button>
  );
}

function State({ state, scope, rows, refused, isPaused }: TailSeen & { readonly isPaused: boolean }) {
  const came = (rows[0]?.seq ?? -1) + 1;
  return (
    <>
      <span class={`live-state is-${isPaused ? 'paused' : state}`} role="status">
        {isPaused ? 'Paused; what comes is kept' : STATES[state]}
        {refused && isAskedAgain(refused) && '; asked again every two seconds'}
        {scope && state === 'following' && !isPaused && (
          <>
            {' '}
            <ScopeNote scope={scope} />
          </>
        )}
      </span>
      <span class="quiet">{came.toLocaleString()} came</span>
    </>
  );
}

const STATES: Readonly<Record<TailSeen['state'], string>> = {
  asking: 'Asking …',
  following: 'Following the deliveries',
  away: 'The gateway ended it; asked again every two seconds',
  refused: 'The gateway refuses',
};

/** What the page cannot have. */
function Left({ missed, hole }: TailSeen) {
  const { path, query } = useAddress();
  const searched = (from: number, until?: number): string =>
    hrefOf(path, {
      ...query,
      live: undefined,
      since: new Date(from).toISOString(),
      until: until === undefined ? undefined : new Date(until).toISOString(),
    });
  return (
    <div role="status">
      {missed > 0 && (
        <p class="note">
          {missed.toLocaleString()} missed because the page was slow: the log has them, where the route keeps
          one.
        </p>
      )}
      {hole && (
        <p class="note">
          Nobody watched from <Time at={hole.from} isShort />
          {hole.until === undefined ? (
            ' on'
          ) : (
            <>
              {' '}
              until <Time at={hole.until} isShort />
            </>
          )}
          . <a href={searched(hole.from, hole.until)}>Search what came in that time</a>
        </p>
      )}
    </div>
  );
}

function whyEmpty({ state }: TailSeen): string {
  return state === 'following' ? 'Nothing has come yet. Whatever ends from now on is shown at once.' : '';
}

interface HeldRowsProps {
  readonly rows: readonly Row[];
  readonly isPaused: boolean;
  readonly isEmptyBecause: string;
}

function HeldRows({ rows, isPaused, isEmptyBecause }: HeldRowsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [isAway, setAway] = useState(false);
  const [isReading, setReading] = useState(false);
  const frozen = useRef<readonly Row[] | undefined>(undefined);
  const isHeld = isPaused || isAway || isReading;
  frozen.current = isHeld ? (frozen.current ?? rows) : undefined;
  const shown = frozen.current ? brought(frozen.current, rows) : rows;
  const fresh = (rows[0]?.seq ?? -1) - (shown[0]?.seq ?? -1);
  const toTop = (): void => {
    frame.current?.scrollTo({ top: 0 });
    frame.current?.focus();
    setAway(false);
    setReading(false);
    if (isPaused) replace({ live: 'on' });
  };
  return (
    <div
      class="listed held"
      // A row that the keyboard has reached does not run away.
      onFocusIn={({ target }) => {
        setReading(target !== frame.current && frame.current?.contains(target as Node) === true);
      }}
      onFocusOut={() => {
        setReading(false);
      }}
    >
      {fresh > 0 && (
        <button type="button" class="main fresh" onClick={toTop}>
          ↑ {fresh.toLocaleString()} new
        </button>
      )}
      <DeliveryRows
        {...{ label: 'Deliveries as they end', rows: shown, frame }}
        scrolled={({ scrollTop }) => {
          setAway(scrollTop > 0);
        }}
      >
        {rows.length === 0 && <p class="end quiet">{isEmptyBecause}</p>}
      </DeliveryRows>
    </div>
  );
}
