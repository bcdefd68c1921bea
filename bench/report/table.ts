/** Results as a Markdown table a phase: ratios first, medians with the least and the most of the rounds. */
import type { LineResult } from '../rounds.js';
import type { Summary } from './summary.js';

export function tables(lines: readonly LineResult[]): string {
  const phases = [...new Set(lines.flatMap((line) => Object.keys(line.phases)))];
  return phases.map((phase) => table(phase, lines)).join('\n');
}

function table(phase: string, lines: readonly LineResult[]): string {
  const here = lines.filter((line) => phase in line.phases);
  const reference = here[0]?.against ?? '';
  const head = [
    'line',
    `CPU × ${reference}`,
    `p99 × ${reference}`,
    'CPU µs',
    'p50 ms',
    'p99 ms',
    'a second',
    'Redis µs',
    'RSS MiB',
  ];
  const rows = here.map((line) => {
    const { cpuRatio, p99Ratio, figures } = line.phases[phase] ?? {};
    if (!cpuRatio || !p99Ratio || !figures) return [line.title];
    const wrong = figures.wrong.max > 0 ? ` (${Math.round(figures.wrong.max)} wrong answers)` : '';
    return [
      line.title + wrong,
      `**${span(cpuRatio, 2)}**`,
      span(p99Ratio, 2),
      span(figures.cpu, 0),
      figures.p50.median.toFixed(2),
      span(figures.p99, 1),
      String(Math.round(figures.throughput.median)),
      figures.redis.median.toFixed(0),
      figures.rssMiB.median.toFixed(0),
    ];
  });
  return [
    `#### ${phase}`,
    '',
    row(head),
    row(head.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map(row),
    '',
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function span({ median, min, max, rounds }: Summary, digits: number): string {
  const text = median.toFixed(digits);
  const [least, most] = [min.toFixed(digits), max.toFixed(digits)];
  return rounds.length < 2 || (least === text && most === text) ? text : `${text} (${least}–${most})`;
}
