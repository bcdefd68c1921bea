/** Results as a drawing (SVG): a panel a phase, a bar a line, processor time beside the line compared with; whiskers show all rounds. */
import type { LineResult, PhaseResult } from '../rounds.js';

const WIDTH = 900;
const LEFT = 300;
const RIGHT = 660;
const ROW = 30;
const BAR = 16;
const HEAD = 84;
const PANEL_HEAD = 44;
const PANEL_FOOT = 18;
const OURS = '#2563eb';
const OTHERS = '#b4c2d3';
const REFERENCE = '#64748b';
const INK = '#0f172a';
const PALE = '#64748b';

export interface PlotOptions {
  readonly title: string;
  /** Machine and method, in a line. */
  readonly subtitle: string;
  readonly lines: readonly LineResult[];
}

export function plot({ title, subtitle, lines }: PlotOptions): string {
  const phases = [...new Set(lines.flatMap((line) => Object.keys(line.phases)))];
  const panels: string[] = [];
  let y = HEAD;
  for (const phase of phases) {
    const here = lines.flatMap((line) => {
      const result = line.phases[phase];
      return result ? [{ line, result }] : [];
    });
    panels.push(panel(phase, here, y));
    y += PANEL_HEAD + here.length * ROW + PANEL_FOOT;
  }
  const height = y + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title" font-family="ui-sans-serif, system-ui, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="13" fill="${INK}">
  <title id="title">${escaped(title)}</title>
  <rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="10" fill="#ffffff" stroke="#e2e8f0"/>
  <text x="24" y="36" font-size="18" font-weight="600">${escaped(title)}</text>
  <text x="24" y="60" font-size="12" fill="${PALE}">${escaped(subtitle)}</text>
${panels.join('\n')}
</svg>
`;
}

interface Bar {
  readonly line: LineResult;
  readonly result: PhaseResult;
}

function panel(phase: string, bars: readonly Bar[], top: number): string {
  const most = Math.max(1, ...bars.map(({ result }) => result.cpuRatio.max));
  const x = (ratio: number): number => LEFT + (ratio / most) * (RIGHT - LEFT);
  const first = top + PANEL_HEAD;
  const bottom = first + bars.length * ROW - (ROW - BAR) / 2;
  const one = x(1).toFixed(1);
  const rows = bars.map((bar, index) => drawn(bar, first + index * ROW, x));
  return `  <g>
    <text x="24" y="${top + 20}" font-weight="600">${escaped(phase)}</text>
    <text x="${LEFT}" y="${top + 20}" font-size="11" fill="${PALE}">processor time a delivery, × ${escaped(bars[0]?.line.against ?? '')}</text>
    <line x1="${one}" x2="${one}" y1="${first - 6}" y2="${bottom + 6}" stroke="${REFERENCE}" stroke-dasharray="3 3"/>
${rows.join('\n')}
  </g>`;
}

function drawn({ line, result }: Bar, y: number, x: (ratio: number) => number): string {
  const { cpuRatio, figures } = result;
  const colour = line.ours ? OURS : line.name === line.against ? REFERENCE : OTHERS;
  const middle = y + BAR / 2;
  const [low, high, end] = [cpuRatio.min, cpuRatio.max, cpuRatio.median].map((ratio) => x(ratio).toFixed(1));
  const details = `${figures.cpu.median.toFixed(0)} µs · p99 ${milliseconds(figures.p99.median)}`;
  return `    <text x="${LEFT - 12}" y="${middle + 4.5}" text-anchor="end"${line.ours ? ' font-weight="600"' : ''}>${escaped(line.title)}</text>
    <rect x="${LEFT}" y="${y}" width="${(Number(end) - LEFT).toFixed(1)}" height="${BAR}" rx="3" fill="${colour}"/>
    <path d="M${low} ${middle}H${high}M${low} ${middle - 4}v8M${high} ${middle - 4}v8" stroke="${INK}" stroke-opacity="0.55" fill="none"/>
    <text x="${RIGHT + 16}" y="${middle + 4.5}" font-weight="600">${cpuRatio.median.toFixed(2)} ×</text>
    <text x="${RIGHT + 72}" y="${middle + 4.5}" font-size="12" fill="${PALE}">${details}</text>`;
}

function milliseconds(ms: number): string {
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(1)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

function escaped(text: string): string {
  return text.replace(/[<>&"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
