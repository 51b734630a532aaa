/**
 * Whether a passkey may have signed with this count. It grows with each use; passkeys that are on several machines of their
 * owner are not counted, and stay at 0. The statement that notes the use holds the same again.
 */
export const grows = (from: number, to: number): boolean => to > from || (to === 0 && from === 0);
