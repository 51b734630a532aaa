/** A request's step that runs for some phones, and what follows when its time is over; times in milliseconds. */
export type Running = {
  numbers: readonly string[];
  brand: string;
  channel: string;
  startedAt: number;
  endsAt: number;
  followedBy: string | null;
};
