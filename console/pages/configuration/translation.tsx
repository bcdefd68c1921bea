/** What each destination of a route would get of a body that is pasted here. Nothing is sent, and nothing is kept. */
import { useState } from 'preact/hooks';
import { change, useAddress } from '../../address/address.js';
import { answered, api, ApiProblem, GatewayAway } from '../../api/client.js';
import { translateLine } from '../../commands/lines.js';
import { CommandLine } from '../../parts/copy.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useOverview } from '../../shell/overview-kept.js';
import { headersIn } from './headers-in.js';
import { useConfiguration } from './use-configuration.js';
import { Translated, type WouldGet } from './translated.js';

export function Translation() {
  const routes = useOverview().data?.routes ?? [];
  const { route: chosen, destination } = useAddress().query;
  const route = routes.find(({ name }) => name === chosen) ?? routes[0];
  const [draft, setDraft] = useState<Draft>({ body: '', headers: '', event: '', id: '' });
  const { start, said } = useTranslate();
  const from = useConfiguration().data?.from;
  if (!route) return <p class="quiet">Asking …</p>;
  const names = route.destinations.map(({ name }) => name);
  return (
    <section class="card" aria-labelledby="config-translate">
      <h2 id="config-translate">What a destination would get</h2>
      <form
        class="translate"
        onSubmit={(event) => {
          event.preventDefault();
          start(route.name, destination, draft);
        }}
      >
        <Choices {...{ routes: routes.map(({ name }) => name), route: route.name, names, destination }} />
        <DraftFields
          draft={draft}
          edit={(member) => {
            setDraft({ ...draft, ...member });
          }}
        />
        <p class="buttons">
          <button type="submit" class="main" disabled={said.is === 'asking'}>
            Translate
          </button>
        </p>
      </form>
      {from !== undefined && (
        <CommandLine line={translateLine(from, route.name, destination)}>
          The same from a terminal, on the gateway’s machine and with the body in a file:
        </CommandLine>
      )}
      <div aria-live="polite">
        {said.is === 'asking' && <p class="quiet">Translating …</p>}
        {said.is === 'lost' && <p class="problem">The gateway did not answer.</p>}
        {said.is === 'refused' && <ProblemNote problem={said.problem} />}
        {said.is === 'done' && said.destinations.map((one) => <Translated key={one.destination} one={one} />)}
      </div>
    </section>
  );
}

interface Draft {
  readonly body: string;
  readonly headers: string;
  readonly event: string;
  readonly id: string;
}

type Said =
  | { readonly is: 'nothing' | 'asking' | 'lost' }
  | { readonly is: 'done'; readonly destinations: readonly WouldGet[] }
  | { readonly is: 'refused'; readonly problem: ApiProblem };

function useTranslate() {
  const [said, say] = useState<Said>({ is: 'nothing' });
  const start = (
    name: string,
    destination: string | undefined,
    { body, headers, event, id }: Draft,
  ): void => {
    say({ is: 'asking' });
    const given = {
      ...{ body, headers: headersIn(headers) },
      ...(event !== '' && { event }),
      ...(id !== '' && { id }),
      ...(destination !== undefined && { destination }),
    };
    answered(api.POST('/routes/{name}/translate', { params: { path: { name } }, body: given })).then(
      ({ destinations }) => {
        say({ is: 'done', destinations });
      },
      (error: unknown) => {
        if (error instanceof ApiProblem) say({ is: 'refused', problem: error });
        else if (error instanceof GatewayAway) say({ is: 'lost' });
        else throw error;
      },
    );
  };
  return { start, said };
}

interface ChoicesProps {
  readonly routes: readonly string[];
  readonly route: string;
  /** Of its destinations. */
  readonly names: readonly string[];
  readonly destination: string | undefined;
}

function Choices({ routes, route, names, destination }: ChoicesProps) {
  return (
    <div class="filters">
      <Choice
        title="Route"
        value={route}
        choices={routes}
        choose={(name) => {
          change({ route: name, destination: undefined });
        }}
      />
      {names.length > 1 && (
        <Choice
          title="Destination"
          value={destination ?? ''}
          choices={names}
          any="each of them"
          choose={(name) => {
            change({ destination: name });
          }}
        />
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly title: string;
  readonly value: string;
  readonly choices: readonly string[];
  readonly any?: string;
  readonly choose: (value: string) => void;
}

function Choice({ title, value, choices, any, choose }: ChoiceProps) {
  return (
    <label>
      <span>{title}</span>
      <select
        value={value}
        onChange={({ currentTarget }) => {
          choose(currentTarget.value);
        }}
      >
        {any !== undefined && <option value="">{any}</option>}
        {choices.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

interface DraftFieldsProps {
  readonly draft: Draft;
  readonly edit: (member: Partial<Draft>) => void;
}

function DraftFields({ draft: { body, headers, event, id }, edit }: DraftFieldsProps) {
  return (
    <>
      <label>
        <span>Body, as the provider sends it</span>
        <textarea
          value={body}
          spellcheck={false}
          onInput={({ currentTarget: { value } }) => {
            edit({ body: value });
          }}
        />
      </label>
      <div class="filters">
        <label>
          <span>Event, where the body does not say it</span>
          <input
            type="text"
            value={event}
            autocomplete="off"
            onInput={({ currentTarget: { value } }) => {
              edit({ event: value });
            }}
          />
        </label>
        <label>
          <span>Id, where the body does not say it</span>
          <input
            type="text"
            value={id}
            autocomplete="off"
            onInput={({ currentTarget: { value } }) => {
              edit({ id: value });
            }}
          />
        </label>
      </div>
      <details>
        <summary>Headers that come with it</summary>
        <label>
          <span>One on a line: Name: value</span>
          <textarea
            value={headers}
            spellcheck={false}
            onInput={({ currentTarget: { value } }) => {
              edit({ headers: value });
            }}
          />
        </label>
      </details>
    </>
  );
}
