import type { ReactNode } from "react";

type SceneProps = { id: string; left: number; title: string; desc: string; children: ReactNode };

/** One part of the drawing, 300 × 220 from `left` on. The pen's line leaves each part where it enters the next. */
export function Scene({ id, left, title, desc, children }: SceneProps) {
  return (
    <div className="flow-scene">
      <svg
        role="img"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-desc`}
        viewBox={`${left} 0 300 220`}
      >
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-desc`}>{desc}</desc>
        <path className="flow-ground" d={`M${left} 200 h300`} />
        {children}
      </svg>
    </div>
  );
}
