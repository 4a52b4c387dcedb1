import { Minus, Plus } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { type Viewpoint, viewpoints } from './camera.ts'
import type { Look, Section } from './look.ts'
import { mayMove } from './use-viewer.ts'
import type { Viewer } from './viewer.ts'

interface LookProps {
  look: Look
  onLook(look: Look): void
}

const labels: Readonly<Record<Viewpoint, string>> = {
  iso: 'Isometric',
  front: 'Front',
  top: 'Top',
  side: 'Side',
}

const group = 'flex flex-wrap gap-1'

/** From where it is looked at, how near, and how it is drawn. */
export function ViewBar({ viewer, look, onLook }: LookProps & { viewer: RefObject<Viewer | null> }) {
  const view = (from: Viewpoint | 'fit') => viewer.current?.view(from, mayMove())
  return (
    <div className="flex flex-wrap justify-between gap-x-4 gap-y-1">
      <fieldset className={group} aria-label="View from">
        {viewpoints.map((from) => (
          <Button key={from} small onClick={() => view(from)}>
            {labels[from]}
          </Button>
        ))}
        <Button small onClick={() => view('fit')}>
          Fit
        </Button>
        <Button small aria-label="Zoom out" onClick={() => viewer.current?.zoom(1.25)}>
          <Minus aria-hidden className="size-4" />
        </Button>
        <Button small aria-label="Zoom in" onClick={() => viewer.current?.zoom(0.8)}>
          <Plus aria-hidden className="size-4" />
        </Button>
      </fieldset>
      <fieldset className={group} aria-label="Drawn with">
        <Toggle on={look.edges} onToggle={(edges) => onLook({ ...look, edges })}>
          Edges
        </Toggle>
        <Toggle on={look.wireframe} onToggle={(wireframe) => onLook({ ...look, wireframe })}>
          Wireframe
        </Toggle>
        <Toggle on={look.box} onToggle={(box) => onLook({ ...look, box })}>
          Dimensions
        </Toggle>
        <Toggle
          on={look.section !== null}
          onToggle={(on) => onLook({ ...look, section: on ? { axis: 'x', share: 0.5 } : null })}
        >
          Section
        </Toggle>
      </fieldset>
    </div>
  )
}

function Toggle({ on, onToggle, children }: { on: boolean; onToggle(on: boolean): void; children: string }) {
  return (
    <Button
      small
      aria-pressed={on}
      onClick={() => onToggle(!on)}
      className={classes(on && 'border-accent! bg-accent-soft! text-accent!')}
    >
      {children}
    </Button>
  )
}

const axisOptions: readonly Section['axis'][] = ['x', 'y', 'z']

/** Where the part is cut, while it is. */
export function SectionBar({ look, onLook }: LookProps) {
  const { section } = look
  if (section === null) return null
  const change = (members: Partial<Section>) => onLook({ ...look, section: { ...section, ...members } })
  return (
    <fieldset className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm" aria-label="Section">
      <span className="flex gap-1">
        {axisOptions.map((axis) => (
          <Button
            key={axis}
            small
            aria-pressed={section.axis === axis}
            aria-label={`Across ${axis.toUpperCase()}`}
            className={classes(section.axis === axis && 'border-accent! bg-accent-soft! text-accent!')}
            onClick={() => change({ axis })}
          >
            {axis.toUpperCase()}
          </Button>
        ))}
      </span>
      <label className="flex min-w-48 flex-1 items-center gap-2 whitespace-nowrap">
        Cut at
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(section.share * 100)}
          aria-valuetext={`${Math.round(section.share * 100)} percent`}
          onChange={(event) => change({ share: Number(event.target.value) / 100 })}
          className="min-h-6 w-full accent-accent"
        />
      </label>
    </fieldset>
  )
}
