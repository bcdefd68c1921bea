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
}

const HEIGHT = 180;

export function Chart({ label, times, series, unit = '' }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const titles = series.map(({ title }) => title).join();
  const data = [times, ...series.map(({ values }) => values)] as unknown as uPlot.AlignedData;
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
        plot.current = new UPlot(optionsOf(element, series, unit), data, element);
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
  }, [titles, unit]);
  useEffect(() => {
    plot.current?.setData(data);
  });
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

function optionsOf(element: HTMLElement, series: readonly Series[], unit: string): uPlot.Options {
  const style = getComputedStyle(element);
  const stroke = colourOf(style, '--quiet');
  const grid = { stroke: colourOf(style, '--line'), width: 1 };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    cursor: { y: false },
    legend: { live: true },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most * 1.1)] } },
    axes: [
      { stroke, grid: { show: false } },
      {
        stroke,
        grid,
        size: 56,
        values: (_plot, ticks) => ticks.map((tick) => `${tick.toLocaleString()}${unit}`),
      },
    ],
    series: [
      {},
      ...series.map(({ title, colour }) => ({
        label: title,
        stroke: colourOf(style, colour),
        width: 1.5,
        points: { show: false },
        value: (_plot: uPlot, value: number | null) =>
          value === null ? '–' : `${value.toLocaleString()}${unit}`,
      })),
    ],
  };
}

function colourOf(style: CSSStyleDeclaration, name: string): string {
  return style.getPropertyValue(name).trim();
}
