const entities: Record<string, string> = { quot: '"', amp: "&", lt: "<", gt: ">", "#x27": "'", "#39": "'" };

const plain = (text: string): string =>
  text.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);

function attributesOf(tag: string): Map<string, string> {
  const pairs = tag.matchAll(/\s([\w:-]+)(?:="([^"]*)")?/g);
  return new Map([...pairs].map(([, name = "", value = ""]) => [name.toLowerCase(), plain(value)]));
}

/** The form of a page that has an input of this name: what a browser would post of it before anybody typed. */
export function formWith(input: string, html: string): FormData {
  for (const [form] of html.matchAll(/<form\b.*?<\/form>/gs)) {
    const inputs = [...form.matchAll(/<input\b[^>]*>/g)].map(([tag]) => attributesOf(tag));
    if (!inputs.some((one) => one.get("name") === input)) continue;
    const data = new FormData();
    for (const one of inputs) {
      const name = one.get("name");
      if (name) data.append(name, one.get("value") ?? "");
    }
    return data;
  }
  throw new Error(`The page has no form with an input named ${input}.`);
}
