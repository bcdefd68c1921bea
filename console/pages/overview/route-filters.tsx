/** Which routes are shown, and in which order; a name is looked for while it is being typed. */
import { change, replace, useAddress } from '../../address/address.js';
import { orderOf } from './order.js';

export function RouteFilters() {
  const { query } = useAddress();
  return (
    <form
      {...{ class: 'filters', role: 'search', 'aria-label': 'Routes' }}
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <label>
        <span>Name has</span>
        <input
          {...{ type: 'search', name: 'name', value: query['name'] ?? '', autocomplete: 'off' }}
          spellcheck={false}
          onInput={({ currentTarget }) => {
            replace({ name: currentTarget.value, at: undefined });
          }}
        />
      </label>
      <label>
        <span>Order</span>
        <select
          name="sort"
          value={orderOf(query['sort'])}
          onChange={({ currentTarget }) => {
            change({ sort: currentTarget.value === 'file' ? 'file' : undefined });
          }}
        >
          <option value="attention">what needs you first</option>
          <option value="file">as in the configuration</option>
        </select>
      </label>
    </form>
  );
}

export function NoneNamed({ name }: { readonly name: string }) {
  return (
    <p>
      No route has <q>{name}</q> in its name.{' '}
      <button
        type="button"
        onClick={() => {
          replace({ name: undefined });
        }}
      >
        Show all
      </button>
    </p>
  );
}
