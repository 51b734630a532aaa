/** @typedef {{ ok: boolean | null, text: string }} Finding `ok` is null of what was not checked. */

/** @returns {Finding} */
export const right = (/** @type {string} */ text) => ({ ok: true, text });
/** @returns {Finding} */
export const wrong = (/** @type {string} */ text) => ({ ok: false, text });
/** @returns {Finding} */
export const unchecked = (/** @type {string} */ text) => ({ ok: null, text });
