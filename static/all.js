// @ts-check
// Every module, by its name. Browsers that take packed files are sent one that has them all within
// (rnnviz/server/one_module.py); this is what the others get.

/** @type {(name: string) => Promise<any>} */
export const load = name => import(`./${name}`)
