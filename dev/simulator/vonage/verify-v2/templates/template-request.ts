import { z } from "zod";
import { parseJson } from "../../../http/exchange";
import { type InvalidParameter, invalidParametersOf } from "../problems";

const name = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, _ or -");
const variables = new Set(["code", "brand", "time-limit", "time-limit-unit"]);

const text = z
  .string()
  .max(1600)
  .refine((value) => value.includes(`\${code}`), { message: `must contain \${code}` })
  .refine((value) => [...value.matchAll(/\$\{([^}]*)\}/g)].every(([, word = ""]) => variables.has(word)), {
    message: `may contain only \${code}, \${brand}, \${time-limit} and \${time-limit-unit}`,
  });

export const newTemplate = z.object({ name });
export const templateChange = z.object({ name: name.optional(), is_default: z.boolean().optional() });
export const newFragment = z.object({
  channel: z.enum(["sms", "voice"]),
  locale: z.string().regex(/^[a-z]{2,3}-[a-z0-9]{2,4}$/, "must be lower case, such as en-gb"),
  text,
});
export const fragmentChange = z.object({ text });
export const pageQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(10),
});

type Parsed<T> = { value: T } | { invalid: InvalidParameter[] };

export function parseTemplate<T>(schema: z.ZodType<T>, body: string): Parsed<T> {
  const result = schema.safeParse(parseJson(body));
  return result.success ? { value: result.data } : { invalid: invalidParametersOf(result.error) };
}

export function parsePage(query: URLSearchParams): Parsed<z.output<typeof pageQuery>> {
  const result = pageQuery.safeParse(Object.fromEntries(query));
  return result.success ? { value: result.data } : { invalid: invalidParametersOf(result.error) };
}
