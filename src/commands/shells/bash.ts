/** Completion for bash 4 and newer. Where nothing is offered, bash itself offers files. */
import { quote } from './quote.js';
import type { Offer, Offered, OfferedCommand } from './offered.js';

export function bashScript({ heads, commands }: Offered): string {
  const two = commands.filter(({ name }) => name.includes(' '));
  return `# Completion of webhook-gateway for bash: source <(webhook-gateway completion bash)
_webhook_gateway() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  local command=\${COMP_WORDS[1]} words=''
  COMPREPLY=()
  if ((COMP_CWORD > 2)); then
    case "$command \${COMP_WORDS[2]}" in
      ${two.map(({ name }) => quote(name)).join(' | ')}) command="$command \${COMP_WORDS[2]}" ;;
    esac
  fi
  if ((COMP_CWORD == 1)); then
    words=${quote(heads.map(({ word }) => word).join(' '))}
  else
    case "$command $before" in
${commands.flatMap(valueCases).join('')}      *)
        case "$command" in
${commands.map(commandCase).join('')}        esac
        ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _webhook_gateway webhook-gateway
`;
}

function valueCases({ name, options }: OfferedCommand): readonly string[] {
  return options.flatMap(({ names, value }) =>
    value === undefined
      ? []
      : [
          `      ${names.map((one) => quote(`${name} ${one}`)).join(' | ')}) words=${quote(wordsOf(value))} ;;\n`,
        ],
  );
}

function commandCase({ name, subs, options, argument }: OfferedCommand): string {
  const words = [
    ...subs.map(({ word }) => word),
    wordsOf(argument),
    ...options.flatMap(({ names }) => names),
  ];
  return `          ${quote(name)}) words=${quote(words.filter((word) => word !== '').join(' '))} ;;\n`;
}

function wordsOf(offer: Offer): string {
  return typeof offer === 'string' ? '' : offer.words.join(' ');
}
