/** A time series with axes (uPlot, loaded when the first one is shown). It redraws where its place changes its width. */
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';

export interface Series {
  readonly title: string;
  /** A colour of the style: `--good`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  /** What it shows, in words, for those who do not see it. */
  readonly label: string;
  /** Epoch seconds, one for each value. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly unit?: string;
  /** The last value counts a span of time that is not over yet. */
  readonly lastRuns?: boolean;
}

const HEIGHT = 180;
/** Between two lines of the grid, where only whole numbers are counted. */
const WHOLE = Array.from({ length: 10 }, (_, i) => [1, 2, 5].map((step) => step * 10 ** i)).flat();

export function Chart({ label, times, series, unit = '', lastRuns = false }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const titles = series.map(({ title }) => title).join();
  const data = useRef<uPlot.AlignedData>([]);
  data.current = withEnd(times, series);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    let gone = false;
    const resized = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    // A colour scheme that changes takes the colours along.
    const theme = matchMedia('(prefers-color-scheme: dark)');
    const draw = (): void => {
      void import('uplot').then(({ default: UPlot }) => {
        if (gone) return;
        plot.current?.destroy();
        const options = optionsOf(element, { series, unit, lastRuns }, UPlot.paths.stepped);
        plot.current = new UPlot(options, data.current, element);
      });
    };
    draw();
    theme.addEventListener('change', draw);
    resized.observe(element);
    return () => {
      gone = true;
      theme.removeEventListener('change', draw);
      resized.disconnect();
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [titles, unit, lastRuns]);
  useEffect(() => {
    plot.current?.setData(data.current);
  });
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

interface Drawn {
  readonly series: readonly Series[];
  readonly unit: string;
  readonly lastRuns: boolean;
}

/** @param stepped uPlot's way to draw a value as long as it counted */
function optionsOf(
  element: HTMLElement,
  { series, unit, lastRuns }: Drawn,
  stepped: uPlot.Series.PathBuilderFactories['stepped'],
): uPlot.Options {
  const paths = stepped?.({ align: 1 });
  const colourOf = colourReader(element);
  const stroke = colourOf('--quiet');
  const grid = { stroke: colourOf('--line'), width: 1 };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    // The last title of the axis is wider than what is left of the plot.
    padding: [null, 34, null, null],
    cursor: { y: false },
    legend: { live: true },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most * 1.1)] } },
    axes: [
      {
        stroke,
        grid: { show: false },
        ticks: grid,
        space: 90,
        values: (_plot, ticks, _axis, _space, apart) => ticks.map((tick) => tickText(tick, apart)),
      },
      {
        stroke,
        grid,
        ticks: { show: false },
        size: 52,
        // Half a delivery is none.
        ...(unit === '' && { incrs: WHOLE }),
        values: (_plot, ticks) => ticks.map((tick) => `${tick.toLocaleString()}${unit}`),
      },
    ],
    series: [
      {
        value: (plot, at: number | null, _series, i) =>
          at === null ? '–' : momentText(plot, i ?? 0, lastRuns),
      },
      ...series.map(({ title, colour }) => ({
        label: title,
        stroke: colourOf(colour),
        fill: faint(colourOf(colour)),
        width: 1.5,
        points: { show: false },
        ...(paths && { paths }),
        value: (_plot: uPlot, value: number | null) =>
          value === null ? '–' : `${value.toLocaleString()}${unit}`,
      })),
    ],
  };
}

/** As a canvas takes it: what a name of the style means in the scheme in which the page is shown. */
function colourReader(element: HTMLElement): (name: string) => string {
  return (name) => {
    const probe = element.appendChild(document.createElement('i'));
    probe.style.color = `var(${name})`;
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}

/** @param colour as the browser computes it: `rgb(1, 2, 3)` */
function faint(colour: string): string {
  return colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.14)');
}

const HOUR = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });
const DAY_S = 86_400;

/** @param apart seconds between two ticks */
function tickText(tick: number, apart: number): string {
  return (apart < DAY_S ? HOUR : DAY).format(tick * 1_000);
}

/** A value counts until the next time, and the last as long as the one before it: it needs an end to be seen. */
function withEnd(times: readonly number[], series: readonly Series[]): uPlot.AlignedData {
  const [before = 0, last = 0] = times.slice(-2);
  const columns = series.map(({ values }) => [...values, values.at(-1) ?? null]);
  return [[...times, 2 * last - before], ...columns] as uPlot.AlignedData;
}

/** @param i of the column that the cursor is at; the end belongs to the last value */
function momentText({ data: [times] }: uPlot, i: number, lastRuns: boolean): string {
  const last = times.length - 2;
  const at = times[Math.min(i, last)] ?? 0;
  return `${MOMENT.format(at * 1_000)}${lastRuns && i >= last ? ', so far' : ''}`;
}
