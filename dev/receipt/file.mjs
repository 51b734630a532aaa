/** Names that stand twice in an object: other readers may take the one that we did not. */
function doubled(/** @type {string} */ text) {
  const names = new Map();
  const count = (name, by) => names.set(name, (names.get(name) ?? 0) + by);
  for (const [, name, colon] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g)) {
    if (colon !== undefined) count(JSON.parse(name), 1);
  }
  JSON.parse(text, function (name, value) {
    if (!Array.isArray(this)) count(name, -1);
    return value;
  });
  return [...names].filter(([, left]) => left > 0).map(([name]) => JSON.stringify(name));
}

/**
 * @param {Buffer} bytes
 * @returns {{ value: unknown, problem?: undefined } | { problem: string }}
 */
export function readJson(bytes) {
  const text = bytes.toString("utf8");
  const again = Buffer.from(text);
  if (!again.equals(bytes)) {
    let at = 0;
    while (again[at] === bytes[at]) at += 1;
    return { problem: `byte ${at + 1} of the file is no UTF-8` };
  }
  try {
    const value = JSON.parse(text);
    const twice = doubled(text);
    return twice.length > 0 ? { problem: `it has these fields twice: ${twice.join(", ")}` } : { value };
  } catch (error) {
    return { problem: `its ${bytes.length} bytes are no JSON, or not all of it (${error.message})` };
  }
}
