/** Completion for zsh, with what each word means beside it. */
import { quote } from './quote.js';
import type { Offer, Offered, OfferedCommand } from './offered.js';

export function zshScript({ heads, commands }: Offered): string {
  const two = commands.filter(({ name }) => name.includes(' '));
  return `#compdef webhook-gateway
# Completion of webhook-gateway for zsh: source <(webhook-gateway completion zsh)
_webhook_gateway() {
  local command=\${words[2]} before=\${words[CURRENT-1]}
  local -a offered
  if ((CURRENT > 3)); then
    case "$command \${words[3]}" in
      ${two.map(({ name }) => quote(name)).join(' | ')}) command="$command \${words[3]}" ;;
    esac
  fi
  if ((CURRENT == 2)); then
    offered=(${heads.map(described).join(' ')})
    _describe command offered
    return
  fi
  case "$command $before" in
${commands.flatMap(valueCases).join('')}    *)
      case "$command" in
${commands.map(commandCase).join('')}      esac
      ;;
  esac
}
if [[ $funcstack[1] == _webhook_gateway ]]; then _webhook_gateway "$@"; else compdef _webhook_gateway webhook-gateway; fi
`;
}

function valueCases({ name, options }: OfferedCommand): readonly string[] {
  return options.flatMap(({ names, value }) =>
    value === undefined
      ? []
      : [`    ${names.map((one) => quote(`${name} ${one}`)).join(' | ')}) ${offering(value)} ;;\n`],
  );
}

function commandCase({ name, subs, options, argument }: OfferedCommand): string {
  const all = [
    ...subs.map(described),
    ...options.flatMap(({ names, says }) => names.map((word) => described({ word, says }))),
  ];
  return `        ${quote(name)}) offered=(${all.join(' ')}); _describe word offered; ${offering(argument)} ;;\n`;
}

function offering(offer: Offer): string {
  if (offer === 'file') return '_files';
  return offer === 'text' ? ':' : `compadd -- ${offer.words.map(quote).join(' ')}`;
}

/** `_describe` splits at the first colon. */
function described({ word, says }: { readonly word: string; readonly says: string }): string {
  return quote(`${word.replaceAll(':', '\\:')}:${says}`);
}
