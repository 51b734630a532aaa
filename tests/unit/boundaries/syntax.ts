/** A node of the syntax tree (ESTree with TypeScript's and JSX's additions). */
export type Node = Readonly<{ type: string }> & Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/** The node and all below it, from the top down. */
export function nodesOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (!isNode(value)) return [];
  return [value, ...Object.values(value).flatMap(nodesOf)];
}

/** What a node is called or says: the name of an identifier, the text of a literal; empty when it has neither. */
export function textOf(value: unknown): string {
  if (!isNode(value)) return "";
  const text = value.name ?? value.value;
  return typeof text === "string" ? text : "";
}

/** Names in `a.b` and `a["b"]`, such as ["a", "b"]; of longer chains the last two. */
export function memberOf(node: Node): readonly [object: string, property: string] | null {
  if (node.type !== "MemberExpression") return null;
  const object =
    isNode(node.object) && node.object.type === "MemberExpression" ? node.object.property : node.object;
  return [textOf(object), textOf(node.property)];
}
