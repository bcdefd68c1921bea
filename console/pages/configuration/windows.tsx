/** How a route's spans lie to each other, to scale: a retry that comes after its key was forgotten is seen as one. */
import { change, useAddress } from '../../address/address.js';
import type { Configuration } from '../../api/types.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { spanText } from '../../parts/spans.js';
import { linearScale, logScale, type Scale } from './scale.js';
import { useConfiguration } from './use-configuration.js';

export type RouteWindows = Configuration['windows'][number];

export function Windows() {
  const { query } = useAddress();
  const { data, problem } = useConfiguration();
  const isLinear = query['scale'] === 'linear';
  if (problem) return <ProblemNote problem={problem} />;
  if (!data) return <p class="quiet">Asking …</p>;
  return (
    <>
      <p>
        Time from a delivery's first receipt to the right
        {isLinear ? '' : ', each doubling as long as the one before'}.{' '}
        <button
          type="button"
          class="plain"
          aria-pressed={isLinear}
          onClick={() => {
            change({ scale: isLinear ? undefined : 'linear' });
          }}
        >
          Linear scale
        </button>
      </p>
      {data.windows.map((one) => (
        <RouteCard key={one.route} windows={one} isLinear={isLinear} />
      ))}
    </>
  );
}

interface Track {
  readonly title: string;
  /** What it is, in words. */
  readonly says: string;
  /** From the first receipt on. */
  readonly untilMs?: number | null;
  readonly momentsMs?: readonly number[];
  /** Without an end. */
  readonly isEndless?: boolean;
  readonly class: string;
}

function RouteCard({ windows, isLinear }: { readonly windows: RouteWindows; readonly isLinear: boolean }) {
  const { route, scheme, gaps } = windows;
  const tracks = tracksOf(windows);
  const most =
    Math.max(...tracks.flatMap(({ untilMs, momentsMs = [] }) => [untilMs ?? 0, ...momentsMs])) * 1.02;
  const scale = isLinear ? linearScale(most) : logScale(most);
  return (
    <section class="card windows" aria-labelledby={`windows-${route}`}>
      <h2 id={`windows-${route}`}>
        {route} <span class="quiet">{scheme}</span>
      </h2>
      <ul>
        {tracks.map((track) => (
          <TrackRow key={track.title} track={track} scale={scale} />
        ))}
      </ul>
      <Axis scale={scale} />
      {gaps.length === 0 ? (
        <p class="quiet">No gap is seen between them.</p>
      ) : (
        gaps.map(({ says, key }) => (
          <p key={`${key} ${says}`} class="gap">
            <strong>Gap:</strong> {says} <code>{key}</code>
          </p>
        ))
      )}
    </section>
  );
}

export function tracksOf({
  toleranceMs,
  retries,
  dedupeMs,
  deadlineMs,
  destinations,
}: RouteWindows): readonly Track[] {
  const last = retries.at(-1);
  return [
    { title: 'Answer due', says: `within ${spanText(deadlineMs)}`, untilMs: deadlineMs, class: 'quiet' },
    {
      title: 'Signature taken',
      says: toleranceMs === null ? 'however old' : `for ${spanText(toleranceMs)}`,
      untilMs: toleranceMs,
      isEndless: toleranceMs === null,
      class: 'refused',
    },
    {
      title: "Provider's retries",
      says: last === undefined ? 'none' : `${retries.length}, the last after ${spanText(last)}`,
      momentsMs: retries,
      class: 'quiet',
    },
    {
      title: 'Remembered',
      says: dedupeMs === null ? 'dedupe is off' : `for ${spanText(dedupeMs)}`,
      untilMs: dedupeMs,
      class: 'good',
    },
    ...destinations
      .filter(({ scheduleMs }) => scheduleMs.length > 0)
      .map(({ name, scheduleMs, lastAttemptMs }) => ({
        title: `Our attempts at ${name}`,
        says: `${scheduleMs.length}, the last after ${spanText(lastAttemptMs ?? 0)}`,
        momentsMs: scheduleMs,
        class: 'good',
      })),
  ];
}

function TrackRow({ track, scale }: { readonly track: Track; readonly scale: Scale }) {
  const { title, says, untilMs, momentsMs = [], isEndless = false, class: name } = track;
  return (
    <li>
      <span class="title">{title}</span>
      <span class="track" aria-hidden="true">
        {typeof untilMs === 'number' && (
          <span class={`span ${name}`} style={{ width: percent(scale.at(untilMs)) }} />
        )}
        {isEndless && <span class={`span endless ${name}`} />}
        {momentsMs.map((ms) => (
          <span
            key={ms}
            class={`moment ${name}`}
            title={spanText(ms)}
            style={{ left: percent(scale.at(ms)) }}
          />
        ))}
      </span>
      <span class="says">{says}</span>
    </li>
  );
}

function Axis({ scale }: { readonly scale: Scale }) {
  return (
    <div class="axis" aria-hidden="true">
      <span class="track">
        {scale.ticks.map(({ ms, at }) => (
          <span key={ms} class="tick" style={{ left: percent(at) }}>
            {ms === 0 ? '0' : spanText(ms)}
          </span>
        ))}
      </span>
    </div>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
