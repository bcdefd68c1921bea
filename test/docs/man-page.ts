/** man/webhook-gateway.1, as the declarations of the commands say it; in man(7), which every reader of pages knows. */
import { COMMANDS } from '../../src/commands/commands.js';
import type { Declaration } from '../../src/commands/frame/declaration.js';
import { PROGRAM, calls, optionRows } from '../../src/commands/frame/help.js';
import { readVersion } from '../../src/model/version.js';

export const MAN_PAGE = 'man/webhook-gateway.1';

const HEAD = `.\\" Made of the declarations of the commands: npm run docs:write
.TH WEBHOOK\\-GATEWAY 1 "" "standard\\-webhooks\\-gateway ${readVersion()}" "User Commands"
.SH NAME
webhook\\-gateway \\- verify, deduplicate, sign again and forward webhooks
.SH SYNOPSIS
.B webhook\\-gateway
.I COMMAND
.RI [ options ]
.SH DESCRIPTION
Receives a webhook in one provider's format, verifies it, deduplicates it in Redis, signs it again in the receiver's
format and forwards it, with Prometheus metrics.
.SH COMMANDS
`;

const TAIL = `.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
The thing asked about failed.
.TP
.B 2
Usage or configuration.
.SH SIGNALS
Of
.BR serve :
.TP
.B SIGTERM, SIGINT
It drains: deliveries under way come to their end. A second one ends it at once.
.TP
.B SIGHUP
It reads its configuration again. A faulty one is refused as a whole, and the old one stays.
.SH FILES
.TP
.I /etc/webhook\\-gateway/gateway.yaml
The configuration, where neither
.B \\-\\-config
nor
.B GATEWAY_CONFIG
names another.
`;

export function manPage(): string {
  return HEAD + COMMANDS.map(({ declaration }) => command(declaration)).join('') + TAIL;
}

function command(one: Declaration): string {
  const { name, aliases = [], summary, more, positionals = [], examples } = one;
  const also = aliases.length > 0 ? ` Also: ${aliases.join(', ')}.` : '';
  const rows = [
    ...positionals.map(({ name: typed, says }) => [typed, says] as const),
    ...optionRows(one).filter(([typed]) => !typed.includes('--help')),
  ];
  return [
    `.SS ${PROGRAM.replace('-', '\\-')} ${roff(name)}\n`,
    `${text(`${capital(summary)}.${more === undefined ? '' : ` ${more}`}${also}`)}\n`,
    lines(calls(one)),
    ...rows.map(([typed, says]) => `.TP\n.B ${roff(typed)}\n${text(says)}\n`),
    '.PP\nExamples:\n',
    lines(examples.flatMap(({ line, says }) => [`# ${says}`, `${PROGRAM} ${line}`])),
  ].join('');
}

/** As they stand. */
function lines(all: readonly string[]): string {
  return `.PP\n.nf\n${all.map((line) => `${text(line)}\n`).join('')}.fi\n`;
}

/** A dash that is typed, and not one between words; a backslash is a command's beginning. */
function roff(words: string): string {
  return words.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...').replaceAll('’', '\\(cq');
}

/** A line that begins with a dot or a quote would be a command. */
function text(words: string): string {
  return roff(words).replace(/^(?=[.'])/gm, '\\&');
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
