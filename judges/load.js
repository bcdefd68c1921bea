/** Loads a package from the folder this file stands in: `--newest` copies it beside the newest versions. */
export const load = (specifier) => import(specifier);
