const begun: Promise<unknown>[] = [];

/** Takes the place of lib/later: what is done after the answer can be waited for here. */
export const laterHere = {
  later: (work: () => Promise<unknown>) => {
    begun.push(work());
  },
};

export async function allDone(): Promise<void> {
  while (begun.length > 0) await Promise.all(begun.splice(0));
}
