/** docs/commands.md, as the declarations of the commands say it. */
import { COMMANDS } from '../../src/commands/commands.js';
import type { Declaration } from '../../src/commands/frame/declaration.js';
import { PROGRAM, calls, optionRows } from '../../src/commands/frame/help.js';
import { code, table } from './table.js';

/** Each command under a heading of its own. */
export function commandsPage(): string {
  return COMMANDS.map(({ declaration }) => section(declaration)).join('\n');
}

function section(one: Declaration): string {
  const { name, aliases = [], summary, more, positionals = [], examples } = one;
  const also = aliases.map((alias) => `Also ${code(alias)}.`);
  const rows = [
    ...positionals.map((argument) => [code(argument.name), argument.says]),
    ...optionRows(one)
      .filter(([typed]) => !typed.includes('--help'))
      .map(([typed, says]) => [code(typed), says.replaceAll('|', '\\|')]),
  ];
  return [
    `## ${name}\n`,
    `${[`${capital(summary)}.`, more, ...also].filter((text) => text !== undefined).join(' ')}\n`,
    `\`\`\`text\n${calls(one).join('\n')}\n\`\`\`\n`,
    rows.length > 0 && table(['argument or option', 'is'], rows),
    `\`\`\`sh\n${examples.map(({ line, says }) => `# ${says}\n${PROGRAM} ${line}\n`).join('')}\`\`\`\n`,
  ]
    .filter((text) => text !== false)
    .join('\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
