// RFC 5321, 4.5.3.1.6: 1000 octets with the line's end.
const longestLine = 998;

/** RFC 5322, 3.6: what there must be, or may be, once at most. */
const needed = ["from", "to", "subject", "date", "message-id"];
const single = new Set([...needed, "sender", "reply-to", "cc", "bcc", "in-reply-to", "references"]);

const field = /^([!-9;-~]+):[\t -~]*$/;
const folded = /^[\t ][\t -~]*[!-~][\t -~]*$/;

function faultInHeaders(lines: readonly string[]): string | undefined {
  const names: string[] = [];
  for (const line of lines) {
    const name = field.exec(line)?.[1]?.toLowerCase();
    if (name !== undefined) names.push(name);
    else if (names.length === 0 || !folded.test(line)) return "a line among the headers is none";
  }
  const missing = needed.find((name) => !names.includes(name));
  if (missing !== undefined) return `there is no ${missing} header`;
  const twice = names.find((name, index) => single.has(name) && names.indexOf(name) !== index);
  return twice === undefined ? undefined : `the ${twice} header is there twice`;
}

/** What is wrong with a message's bytes before anybody reads it as a mail; undefined when nothing is. */
export function faultInForm(raw: Buffer): string | undefined {
  const text = raw.toString("latin1");
  if (/\r(?!\n)|(?<!\r)\n|\0/.test(text)) return "a line ends with a bare CR or LF, or there is a NUL";
  const lines = text.split("\r\n");
  if (lines.some(({ length }) => length > longestLine)) return `a line is longer than ${longestLine}`;
  const end = lines.indexOf("");
  return faultInHeaders(end === -1 ? lines : lines.slice(0, end));
}
