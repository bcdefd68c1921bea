/** Completion for fish, with what each word means beside it. */
import type { Offer, Offered, OfferedCommand } from './offered.js';

export function fishScript({ heads, commands }: Offered): string {
  const two = commands.filter(({ name }) => name.includes(' ')).map(({ name }) => quote(name));
  return `# Completion of webhook-gateway for fish: webhook-gateway completion fish | source
function __webhook_gateway_command
    set -l typed (commandline -opc)
    if contains -- "$typed[2] $typed[3]" ${two.join(' ')}
        echo "$typed[2] $typed[3]"
    else
        echo "$typed[2]"
    end
end
complete -c webhook-gateway -f
${heads.map(({ word, says }) => line('', `-a ${quote(word)} -d ${quote(says)}`)).join('')}${commands.map(ofCommand).join('')}`;
}

/** One offer, while `command` is what was typed. */
function line(command: string, what: string): string {
  return `complete -c webhook-gateway -n ${quote(`contains -- "${command}" (__webhook_gateway_command)`)} ${what}\n`;
}

function ofCommand({ name, subs, options, argument }: OfferedCommand): string {
  const lines = [
    ...subs.map(({ word, says }) => `-a ${quote(word)} -d ${quote(says)}`),
    ...options.map(
      ({ names, says, value }) => `${names.map(flag).join(' ')}${valueOf(value)} -d ${quote(says)}`,
    ),
    ...(typeof argument === 'string' ? [] : [`-a ${quote(argument.words.join(' '))}`]),
    ...(argument === 'file' ? ['-F'] : []),
  ];
  return lines.map((what) => line(name, what)).join('');
}

function flag(name: string): string {
  return name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
}

function valueOf(value: Offer | undefined): string {
  if (value === undefined) return '';
  if (value === 'file') return ' -r -F';
  return value === 'text' ? ' -x' : ` -x -a ${quote(value.words.join(' '))}`;
}

/** Fish knows two escapes within single quotes. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
