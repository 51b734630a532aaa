/** The session ended, or changes were frozen, while this very change was being made. */
export const CHANGES_OVER = "Nothing was changed: your session has ended meanwhile. Log in again and go on.";
