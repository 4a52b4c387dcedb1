/** How much of something is done, as a bar with its figures beside it. */
export const Meter = ({ label, done, of }: { label: string; done: number; of: number }) => (
  <span className="flex items-center gap-2 whitespace-nowrap">
    <progress
      aria-label={label}
      value={done}
      max={Math.max(of, 1)}
      className="h-1.5 w-16 appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-accent"
    />
    <span className="text-sm tabular-nums">
      {done} of {of}
    </span>
  </span>
)
