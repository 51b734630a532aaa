/** Two strokes that answer each other: the second is the first, turned half round. Always beside the name it marks. */
export function Mark({ className }: { className?: string | undefined }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className={className ? `mark ${className}` : "mark"}>
      <path className="mark-first" d="M5 26.5 C10 25 12.5 17 13.5 11.5 C14.3 7 17.5 4.5 20.5 7" />
      <path className="mark-second" d="M27 5.5 C22 7 19.5 15 18.5 20.5 C17.7 25 14.5 27.5 11.5 25" />
    </svg>
  );
}
