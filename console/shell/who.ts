/** Whose token it is. The gateway decides what the token may; the page only leaves out what would be refused. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Principal, Role } from '../api/types.js';

const ORDER: readonly Role[] = ['viewer', 'reader', 'operator'];

export const Who = createContext<Principal>({ name: '', role: 'viewer', actor: null });

export function useWho(): Principal {
  return useContext(Who);
}

export function useMay(role: Role): boolean {
  return ORDER.indexOf(useWho().role) >= ORDER.indexOf(role);
}
