/** `NAME=VALUE,NAME=VALUE`, as the variables of OpenTelemetry have it. Faults name an entry by its number alone. */
import type { Report } from '../../checks/report.js';

interface Pair {
  readonly name: string;
  readonly value: string;
  /** As it was written. */
  readonly text: string;
}

/** OpenTelemetry's package drops all attributes if one of them is longer. */
const LONGEST_ATTRIBUTE = 255;

export function checkHeaders(variable: string, text: string | undefined, report: Report): void {
  check(variable, text, report, ({ name, value }) =>
    /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e]+$/.test(value)
      ? undefined
      : 'is no header that can be sent',
  );
}

export function checkResource(variable: string, text: string | undefined, report: Report): void {
  check(variable, text, report, ({ name, value, text: written }) =>
    name.length <= LONGEST_ATTRIBUTE && value.length <= LONGEST_ATTRIBUTE && !written.includes('=')
      ? undefined
      : `is longer than ${LONGEST_ATTRIBUTE} characters, or has a further = that is not written %3D`,
  );
}

function check(
  variable: string,
  text: string | undefined,
  report: Report,
  faultOf: (pair: Pair) => string | undefined,
): void {
  const entries = (text ?? '').split(',').map((entry) => entry.trim());
  entries.forEach((entry, i) => {
    if (entry === '') return;
    const pair = pairOf(entry);
    const fault = pair ? faultOf(pair) : 'is not NAME=VALUE, with commas and signs written as %2C';
    if (fault !== undefined) report.fault(variable, `entry ${i + 1} ${fault}`);
  });
}

function pairOf(entry: string): Pair | undefined {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(entry) ?? [];
  if (name.trim() === '') return undefined;
  try {
    return { name: decodeURIComponent(name.trim()), value: decodeURIComponent(value.trim()), text: value };
  } catch {
    return undefined;
  }
}
