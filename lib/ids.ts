const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether a text can be the id of a row at all. */
export const isId = (text: string): boolean => UUID.test(text);
