/** The pages of one account. */
export const personPage = (id: string): string => `/admin/users/${id}`;

/** What is asked again on a page of its own before it is done. */
export const decisionPage = (id: string, what: "sessions" | "disable" | "reset"): string =>
  `${personPage(id)}/${what}`;
