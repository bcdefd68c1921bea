/** Filters that stand in the address. Text is taken with Enter or when the field is left, a choice at once. */
import { changeFrom, useAddress, type Address } from '../address/address.js';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface FieldProps {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  readonly value: string | undefined;
}

export function Filters({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    <form
      class="filters"
      role="search"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      {children}
    </form>
  );
}

/** Not yet taken. */
interface Typed {
  readonly text: string;
  readonly at: Address;
}

interface TextFilterProps extends FieldProps {
  readonly placeholder?: string;
  readonly suggestions?: readonly string[];
}

export function TextFilter({ name, title, value, placeholder, suggestions = [] }: TextFilterProps) {
  // A page is drawn again while somebody types: what is typed stays, until there is another address.
  const here = useAddress();
  const [typed, type] = useState<Typed>();
  const shown = typed?.at === here ? typed.text : value;
  const list = `${name}-suggestions`;
  return (
    <label>
      <span>{title}</span>
      <input
        {...{ type: 'text', name, placeholder, autocomplete: 'off', spellcheck: false }}
        value={shown ?? ''}
        list={suggestions.length > 0 ? list : undefined}
        onInput={({ currentTarget }) => {
          type({ text: currentTarget.value, at: here });
        }}
        onChange={({ currentTarget }) => {
          changeFrom(here, { [name]: currentTarget.value.trim(), cursor: undefined });
          type(undefined);
        }}
      />
      {suggestions.length > 0 && (
        <datalist id={list}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </label>
  );
}

interface ChoiceFilterProps extends FieldProps {
  readonly choices: readonly string[];
  /** Names of what says nothing any more once another choice is made. */
  readonly clears?: readonly string[];
}

export function ChoiceFilter({ name, title, value, choices, clears = [] }: ChoiceFilterProps) {
  const here = useAddress();
  const known = value === undefined || choices.includes(value) ? choices : [value, ...choices];
  return (
    <label>
      <span>{title}</span>
      <select
        name={name}
        value={value ?? ''}
        onChange={({ currentTarget }) => {
          const cleared = Object.fromEntries(clears.map((other) => [other, undefined]));
          changeFrom(here, { ...cleared, [name]: currentTarget.value, cursor: undefined });
        }}
      >
        <option value="">any</option>
        {known.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Keeps ISO 8601 in the address and shows the reader's zone. */
export function TimeFilter({ name, title, value }: FieldProps) {
  const here = useAddress();
  return (
    <label>
      <span>{title}</span>
      <input
        {...{ type: 'datetime-local', name, step: 1, value: localText(value) }}
        onChange={({ currentTarget }) => {
          const date = new Date(currentTarget.value);
          const isTime = currentTarget.value !== '' && !Number.isNaN(date.getTime());
          changeFrom(here, { [name]: isTime ? date.toISOString() : undefined, cursor: undefined });
        }}
      />
    </label>
  );
}

function localText(value: string | undefined): string {
  const date = new Date(value ?? '');
  if (Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
