/** Path and query of the link to this page in a message. It has to stand alone on its line, or end a text. */
export function linkTo(page: string, message: string): string {
  const link = new RegExp(`https?://[^/\\s]+(${page}\\?link=[\\w-]{44})$`, "m").exec(message)?.[1];
  if (link === undefined) throw new Error(`No link to ${page} in: ${message}`);
  return link;
}
