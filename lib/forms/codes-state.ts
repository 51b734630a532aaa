/** What an action that makes recovery codes tells its page: once, and nowhere else. */
export type CodesState = Readonly<{
  answer: number;
  message?: string;
  shown?: Readonly<{ setId: string; codes: readonly string[] }>;
}>;

export const noCodes: CodesState = { answer: 0 };
