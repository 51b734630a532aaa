/**
 * Loaded into an application (`node --import`): nothing can be written to a file or made in a directory, as on a
 * read-only file system. File modes would not do: root is held by none.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const refusal = (call, path) =>
  Object.assign(new Error(`EROFS: read-only file system, ${call} '${path}'`), { code: "EROFS", errno: -30 });

/** Descriptors are those of the terminal and of sockets. */
const isFile = (path) => typeof path !== "number";
const writes = (flags) => (typeof flags === "number" ? (flags & 3) !== 0 : /[aw+]/.test(flags ?? "r"));

const always = () => true;
const refused = {
  writeFile: isFile,
  appendFile: isFile,
  mkdir: always,
  mkdtemp: always,
  rename: always,
  copyFile: always,
  cp: always,
  symlink: always,
  open: (_path, flags) => writes(flags),
};

for (const [name, applies] of Object.entries(refused)) {
  const [called, sync, promised] = [fs[name], fs[`${name}Sync`], fs.promises[name]];
  fs[name] = (...given) => {
    if (!applies(...given)) return called(...given);
    return process.nextTick(given.at(-1), refusal(name, given[0]));
  };
  fs[`${name}Sync`] = (...given) => {
    if (applies(...given)) throw refusal(name, given[0]);
    return sync(...given);
  };
  fs.promises[name] = async (...given) => {
    if (applies(...given)) throw refusal(name, given[0]);
    return promised(...given);
  };
}
fs.createWriteStream = (path) => {
  throw refusal("open", path);
};
syncBuiltinESMExports();
